/** What statements answer. */
@NullMarked
package io.godwit.planner.training.result;

import org.jspecify.annotations.NullMarked;
