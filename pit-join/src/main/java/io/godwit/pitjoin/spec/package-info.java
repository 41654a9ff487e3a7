/** What is asked of a join: sides, keys, conditions on times. */
@NullMarked
package io.godwit.pitjoin.spec;

import org.jspecify.annotations.NullMarked;
