/** Parquet's codecs and encodings, from bytes to the values of an Arrow vector. */
@NullMarked
package io.godwit.planner.scan.parquet.encoding;

import org.jspecify.annotations.NullMarked;
