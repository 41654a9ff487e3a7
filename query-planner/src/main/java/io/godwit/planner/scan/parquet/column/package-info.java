/** Columns of a row group, put together from their pages or taken from the cache. */
@NullMarked
package io.godwit.planner.scan.parquet.column;

import org.jspecify.annotations.NullMarked;
