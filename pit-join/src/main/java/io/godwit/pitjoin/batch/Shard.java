package io.godwit.pitjoin.batch;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One of several disjoint parts of a result that together are the whole of it, for readers who share it.
 *
 * @param index which part, from 0
 * @param count how many parts there are
 * @param shuffle in which order rows are dealt, or null for the result's own
 */
public record Shard(int index, int count, @Nullable Shuffle shuffle) {
    /** All rows in their order. */
    public static final Shard WHOLE = new Shard(0, 1, null);

    /** Blocks of rows in an order that only these two decide, so that a training epoch can be repeated. */
    public record Shuffle(long seed, long epoch) {
        /** The numbers of {@code count} blocks in the order that seed, epoch and count decide. */
        public int[] order(int count) {
            // The seed is mixed before the epoch is added, so that seed 1 epoch 2 is not seed 2 epoch 1.
            SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
            int[] blocks = IntStream.range(0, count).toArray();
            for (int last = count - 1; last > 0; last--) {
                int other = random.nextInt(last + 1);
                int block = blocks[last];
                blocks[last] = blocks[other];
                blocks[other] = block;
            }
            return blocks;
        }
    }

    public Shard {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("There is no shard " + index + " of " + count);
        }
    }

    public boolean isWhole() {
        return count == 1 && shuffle == null;
    }

    /** Where the shard begins among {@code total} things that are dealt in stretches, as even as can be. */
    public long start(long total) {
        return total / count * index + total % count * index / count;
    }

    /** Where the next shard begins. */
    public long end(long total) {
        return total / count * (index + 1) + total % count * (index + 1) / count;
    }
}
