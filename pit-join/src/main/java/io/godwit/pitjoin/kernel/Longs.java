package io.godwit.pitjoin.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers by position that take no memory as long as all that were set are the same. */
final class Longs {
    private final int size;
    private boolean isSet;
    private long same;
    private long @Nullable [] each;

    Longs(int size) {
        this.size = size;
    }

    /** What stands at a position that was not set is undefined. */
    long get(int at) {
        return each == null ? same : each[at];
    }

    void set(int at, long value) {
        if (each != null) {
            each[at] = value;
        } else if (!isSet) {
            isSet = true;
            same = value;
        } else if (value != same) {
            each = new long[size];
            Arrays.fill(each, same);
            each[at] = value;
        }
    }
}
