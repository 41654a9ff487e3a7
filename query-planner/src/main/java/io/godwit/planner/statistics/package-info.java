/** What the columns of a stream look like, gathered in one pass: counts, extremes, moments, and sketches of the rest. */
@NullMarked
package io.godwit.planner.statistics;

import org.jspecify.annotations.NullMarked;
