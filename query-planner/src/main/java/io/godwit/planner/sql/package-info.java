/**
 * From SQL text to relational algebra: {@link io.godwit.planner.sql.SqlFrontEnd} parses, binds every table to a snapshot,
 * validates and converts.
 */
@NullMarked
package io.godwit.planner.sql;

import org.jspecify.annotations.NullMarked;
