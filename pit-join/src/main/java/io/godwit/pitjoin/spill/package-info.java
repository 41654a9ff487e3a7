/** What does not fit a query's memory, in files of its spill directory: blocks of rows, and rows by partition. */
@NullMarked
package io.godwit.pitjoin.spill;

import org.jspecify.annotations.NullMarked;
