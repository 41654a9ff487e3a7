/**
 * Which files of a snapshot a scan has to read, in the defined order: {@link io.godwit.planner.scan.plan.FilePlan}.
 */
@NullMarked
package io.godwit.planner.scan.plan;

import org.jspecify.annotations.NullMarked;
