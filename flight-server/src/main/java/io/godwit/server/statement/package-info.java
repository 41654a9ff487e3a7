/** From SQL to a running query: planning, prepared handles, admission, cancellation. */
@NullMarked
package io.godwit.server.statement;

import org.jspecify.annotations.NullMarked;
