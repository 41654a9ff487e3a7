/** The pages of column chunks, found, read and decompressed. */
@NullMarked
package io.godwit.planner.scan.parquet.page;

import org.jspecify.annotations.NullMarked;
