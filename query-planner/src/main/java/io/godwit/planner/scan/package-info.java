/**
 * From a pinned table to batches: {@link io.godwit.planner.scan.TableScan} has files planned, reads them a few ahead, applies
 * deletes and the filter, and keeps the defined order.
 */
@NullMarked
package io.godwit.planner.scan;

import org.jspecify.annotations.NullMarked;
