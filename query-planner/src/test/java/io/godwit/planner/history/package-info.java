/** Random histories of tables, mirrored in lists, and random queries of them. */
@NullMarked
package io.godwit.planner.history;

import org.jspecify.annotations.NullMarked;
