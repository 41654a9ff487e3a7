/** How a version is made. */
@NullMarked
package io.godwit.planner.training.create;

import org.jspecify.annotations.NullMarked;
