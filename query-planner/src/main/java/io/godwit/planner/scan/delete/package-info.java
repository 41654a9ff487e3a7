/**
 * Which rows were deleted: position deletes, deletion vectors, and equality deletes.
 */
@NullMarked
package io.godwit.planner.scan.delete;

import org.jspecify.annotations.NullMarked;
