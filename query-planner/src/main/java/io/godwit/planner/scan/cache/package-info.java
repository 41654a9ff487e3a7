/** Decoded columns kept in native memory between queries. */
@NullMarked
package io.godwit.planner.scan.cache;

import org.jspecify.annotations.NullMarked;
