/** Row hashes of a version, and how two sets of them differ. */
@NullMarked
package io.godwit.planner.training.hash;

import org.jspecify.annotations.NullMarked;
