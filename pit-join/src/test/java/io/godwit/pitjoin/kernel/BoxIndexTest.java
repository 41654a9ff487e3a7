package io.godwit.pitjoin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxIndexTest {
    @Test
    void leavesAreSmallHoweverManyLabelsAGroupHas() {
        for (int labels : new int[] {9, 100, 1_000, 50_000}) {
            BoxIndex index = new BoxIndex(Groups.of(new int[labels], labels, 1), times(labels), labels);
            for (int node = 0; node < index.nodeCount(); node++) {
                if (index.right[node] == BoxIndex.NO_NODE) {
                    assertThat(index.to[node] - index.from[node]).isBetween(1, 8);
                } else {
                    assertThat(index.from[node + 1]).isEqualTo(index.from[node]);
                    assertThat(index.from[index.right[node]]).isEqualTo(index.to[node + 1]);
                    assertThat(index.to[index.right[node]]).isEqualTo(index.to[node]);
                }
            }
        }
    }

    private static long[][] times(int labels) {
        Random random = new Random(1);
        return new long[][] {
            random.longs(labels).toArray(), random.longs(labels).toArray()
        };
    }
}
