/** Labels and matched rows side by side, in batches. */
@NullMarked
package io.godwit.pitjoin.output;

import org.jspecify.annotations.NullMarked;
