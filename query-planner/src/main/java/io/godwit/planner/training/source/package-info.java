/** The tables a version read: as they were, under their names of then, and what came since. */
@NullMarked
package io.godwit.planner.training.source;

import org.jspecify.annotations.NullMarked;
