package io.godwit.planner.write;

import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** Values by position, as Iceberg takes a row. */
record RowValues(@Nullable Object[] values) implements StructLike {
    @Override
    public int size() {
        return values.length;
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> javaClass) {
        return javaClass.cast(values[position]);
    }

    @Override
    public <T> void set(int position, T value) {
        values[position] = value;
    }
}
