/** Entity keys: how two columns compare, and the index from a key to its group of labels. */
@NullMarked
package io.godwit.pitjoin.key;

import org.jspecify.annotations.NullMarked;
