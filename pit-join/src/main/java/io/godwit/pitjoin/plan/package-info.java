/** A join as it is carried out: which columns are read, which searches find its matches. */
@NullMarked
package io.godwit.pitjoin.plan;

import org.jspecify.annotations.NullMarked;
