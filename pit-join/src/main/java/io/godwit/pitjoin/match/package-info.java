/** One pass over the features of a chunk of labels, which finds what each label takes. */
@NullMarked
package io.godwit.pitjoin.match;

import org.jspecify.annotations.NullMarked;
