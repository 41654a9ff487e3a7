/** What Flight SQL metadata commands answer. */
@NullMarked
package io.godwit.server.metadata;

import org.jspecify.annotations.NullMarked;
