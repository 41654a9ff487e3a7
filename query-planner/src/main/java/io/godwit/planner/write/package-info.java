/**
 * Streams of batches into Iceberg tables: Parquet files any engine reads, and one atomic snapshot per write. {@link
 * io.godwit.planner.write.LakeWriter} is the way in.
 */
@NullMarked
package io.godwit.planner.write;

import org.jspecify.annotations.NullMarked;
