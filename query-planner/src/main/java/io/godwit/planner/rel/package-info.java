/** What a plan is made of beyond Calcite's own nodes: what scans read, and the point-in-time join. */
@NullMarked
package io.godwit.planner.rel;

import org.jspecify.annotations.NullMarked;
