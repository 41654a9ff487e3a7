/** What the names of tables and views in a query stand for, each bound to a snapshot. */
@NullMarked
package io.godwit.planner.sql.relation;

import org.jspecify.annotations.NullMarked;
