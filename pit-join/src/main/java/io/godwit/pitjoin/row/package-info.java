/** Rows of features by number: which of them matched, where they lie, and their values. */
@NullMarked
package io.godwit.pitjoin.row;

import org.jspecify.annotations.NullMarked;
