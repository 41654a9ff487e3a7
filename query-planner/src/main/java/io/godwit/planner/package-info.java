/** The one door to the planner: {@link io.godwit.planner.QueryPlanner} prepares, {@link io.godwit.planner.PreparedQuery} runs. */
@NullMarked
package io.godwit.planner;

import org.jspecify.annotations.NullMarked;
