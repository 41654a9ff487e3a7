/**
 * What is asked of a reader of one data file, whatever its format, and what it answers: {@link\n * io.godwit.planner.scan.file.FileReader}.
 */
@NullMarked
package io.godwit.planner.scan.file;

import org.jspecify.annotations.NullMarked;
