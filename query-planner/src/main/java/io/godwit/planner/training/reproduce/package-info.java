/** How a version is brought back, from what is left of its tables, and what is said of it. */
@NullMarked
package io.godwit.planner.training.reproduce;

import org.jspecify.annotations.NullMarked;
