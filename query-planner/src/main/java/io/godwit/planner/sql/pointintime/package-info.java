/** ASOF joins: from a match condition to a {@link io.godwit.planner.rel.PointInTimeJoin}. */
@NullMarked
package io.godwit.planner.sql.pointintime;

import org.jspecify.annotations.NullMarked;
