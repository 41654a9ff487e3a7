package io.godwit.pitjoin.label;

import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Bounds within which a row matches a label of one part or of the other. */
public final class BoundsUnion {
    /** With more values the range has to do. */
    private static final int MAX_VALUES = 1_000;

    private BoundsUnion() {}

    public static LabelBounds of(LabelBounds one, LabelBounds other) {
        if (one.matchesNothing()) {
            return other;
        }
        if (other.matchesNothing()) {
            return one;
        }
        List<ColumnBounds> columns = new ArrayList<>();
        for (ColumnBounds bounds : one.columns()) {
            other.columns().stream()
                    .filter(candidate -> isAlike(bounds, candidate))
                    .findFirst()
                    .ifPresent(like -> columns.add(of(bounds, like)));
        }
        return new LabelBounds(columns);
    }

    private static boolean isAlike(ColumnBounds one, ColumnBounds other) {
        return one.column() == other.column()
                && (one.min() == null) == (other.min() == null)
                && (one.max() == null) == (other.max() == null);
    }

    private static ColumnBounds of(ColumnBounds one, ColumnBounds other) {
        return new ColumnBounds(
                one.column(),
                extreme(one.min(), other.min(), -1),
                extreme(one.max(), other.max(), 1),
                values(one, other),
                one.nullsMatch() || other.nullsMatch());
    }

    private static @Nullable Object extreme(@Nullable Object one, @Nullable Object other, int sign) {
        if (one == null || other == null) {
            return null;
        }
        return KeyValues.ORDER.compare(one, other) * sign >= 0 ? one : other;
    }

    private static @Nullable List<Object> values(ColumnBounds one, ColumnBounds other) {
        List<Object> first = one.values();
        List<Object> second = other.values();
        if (first == null || second == null) {
            return null;
        }
        Set<Object> all = new TreeSet<>(KeyValues.ORDER);
        all.addAll(first);
        all.addAll(second);
        return all.size() <= MAX_VALUES ? List.copyOf(all) : null;
    }
}
