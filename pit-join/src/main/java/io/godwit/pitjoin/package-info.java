/**
 * Point-in-time joins of Arrow batches: what a join is ({@link io.godwit.pitjoin.MatchCondition}), where features come
 * from ({@link io.godwit.pitjoin.FeatureSource}) and the operator that joins them.
 */
@NullMarked
package io.godwit.pitjoin;

import org.jspecify.annotations.NullMarked;
