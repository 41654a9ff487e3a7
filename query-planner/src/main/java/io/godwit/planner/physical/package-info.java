/** From relational algebra to operators: which engine runs what, and in which order streams are opened. */
@NullMarked
package io.godwit.planner.physical;

import org.jspecify.annotations.NullMarked;
