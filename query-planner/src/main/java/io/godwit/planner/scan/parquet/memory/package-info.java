/** Native memory being read from front to back, or filled. */
@NullMarked
package io.godwit.planner.scan.parquet.memory;

import org.jspecify.annotations.NullMarked;
