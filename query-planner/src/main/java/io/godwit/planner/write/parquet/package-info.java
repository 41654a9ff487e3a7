/** Parquet files from Arrow batches, column by column: pages are made here, parquet-java writes file and footer. */
@NullMarked
package io.godwit.planner.write.parquet;

import org.jspecify.annotations.NullMarked;
