/** Features kept in the order in which labels look for them. */
@NullMarked
package io.godwit.pitjoin.timeline;

import org.jspecify.annotations.NullMarked;
