/** From text to the tree of a query, and trees rewritten to what Calcite knows before and while they are validated. */
@NullMarked
package io.godwit.planner.sql.syntax;

import org.jspecify.annotations.NullMarked;
