/**
 * Filters evaluated exactly on vectors, with SQL's idea of truth: {@link io.godwit.planner.scan.filter.VectorFilter}
 * compiles an expression into kernels that each narrow a selection.
 */
@NullMarked
package io.godwit.planner.scan.filter;

import org.jspecify.annotations.NullMarked;
