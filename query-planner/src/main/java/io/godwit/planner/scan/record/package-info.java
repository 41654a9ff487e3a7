/**
 * Avro and ORC, read row by row through the readers of Iceberg.
 */
@NullMarked
package io.godwit.planner.scan.record;

import org.jspecify.annotations.NullMarked;
