/**
 * The columns a scan can give, the Arrow types they have, and how a value of Iceberg becomes one of Arrow.
 */
@NullMarked
package io.godwit.planner.scan.column;

import org.jspecify.annotations.NullMarked;
