/**
 * From a pinned table to batches: {@link io.godwit.planner.scan.TableScan} plans files, reads them through {@link
 * io.godwit.planner.scan.FileReader}, applies deletes and the filter, and keeps the defined order.
 */
@NullMarked
package io.godwit.planner.scan;

import org.jspecify.annotations.NullMarked;
