/** Labels in memory, a chunk at a time, and what they tell about the features worth reading. */
@NullMarked
package io.godwit.pitjoin.label;

import org.jspecify.annotations.NullMarked;
