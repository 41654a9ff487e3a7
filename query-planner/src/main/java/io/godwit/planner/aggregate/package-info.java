/**
 * Aggregation of native streams before another engine sees their rows: {@link
 * io.godwit.planner.aggregate.PreAggregateOperator} keeps the groups that fit in a small table, and gives out sums, counts and
 * extremes of parts of each group's rows, for whoever reads them to put together.
 */
@NullMarked
package io.godwit.planner.aggregate;

import org.jspecify.annotations.NullMarked;
