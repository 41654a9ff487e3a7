/** Loops over primitive arrays that find out which feature row each label takes; they copy no values. */
@NullMarked
package io.godwit.pitjoin.kernel;

import org.jspecify.annotations.NullMarked;
