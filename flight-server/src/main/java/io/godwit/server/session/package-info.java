/** Who is calling, and what the server remembers for them between calls. */
@NullMarked
package io.godwit.server.session;

import org.jspecify.annotations.NullMarked;
