/**
 * What every module shares: streams of Arrow batches, the context an operator runs in, and the one exception type.
 */
@NullMarked
package io.godwit.pitjoin.batch;

import org.jspecify.annotations.NullMarked;
