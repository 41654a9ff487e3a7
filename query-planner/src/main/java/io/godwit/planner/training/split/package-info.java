/** Which part of a training dataset a row belongs to. */
@NullMarked
package io.godwit.planner.training.split;

import org.jspecify.annotations.NullMarked;
