/** A file's bytes by position, and what its footer, page headers and indexes say about itself. */
@NullMarked
package io.godwit.planner.scan.parquet.file;

import org.jspecify.annotations.NullMarked;
