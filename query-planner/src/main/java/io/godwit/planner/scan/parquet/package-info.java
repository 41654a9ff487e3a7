/**
 * Parquet straight into Arrow buffers: one kernel per encoding and type, every length and count from the file checked.
 */
@NullMarked
package io.godwit.planner.scan.parquet;

import org.jspecify.annotations.NullMarked;
