/** Operators on streams of Arrow batches: filter, project, limit, union. They keep the order of their input. */
@NullMarked
package io.godwit.planner.operator;

import org.jspecify.annotations.NullMarked;
