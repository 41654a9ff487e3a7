/** Uploaded frames: where label frames live between upload and query. */
@NullMarked
package io.godwit.planner.temporary;

import org.jspecify.annotations.NullMarked;
