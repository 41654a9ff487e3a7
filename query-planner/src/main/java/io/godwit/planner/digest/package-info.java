/**
 * The content digest: what says that two tables hold the same rows. {@code query-planner/DIGEST.md} is the specification.
 */
@NullMarked
package io.godwit.planner.digest;

import org.jspecify.annotations.NullMarked;
