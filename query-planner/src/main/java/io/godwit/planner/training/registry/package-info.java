/** What is kept of all versions: manifests, pins, frames, and what may go. */
@NullMarked
package io.godwit.planner.training.registry;

import org.jspecify.annotations.NullMarked;
