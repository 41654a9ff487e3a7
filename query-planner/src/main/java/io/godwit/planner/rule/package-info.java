/** How a plan is made better before it is made physical, and the check that it is still the plan that was asked for. */
@NullMarked
package io.godwit.planner.rule;

import org.jspecify.annotations.NullMarked;
