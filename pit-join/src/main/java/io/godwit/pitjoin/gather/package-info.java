/** Copies chosen rows of many Arrow batches into one, straight from buffer to buffer where the type allows. */
@NullMarked
package io.godwit.pitjoin.gather;

import org.jspecify.annotations.NullMarked;
