package io.godwit.planner.scan.delete;

import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** A row that outlives what it was read from. Immutable. */
final class StoredRow implements StructLike {
    private final @Nullable Object[] values;

    private StoredRow(@Nullable Object[] values) {
        this.values = values;
    }

    static StoredRow of(StructLike row) {
        @Nullable Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = row.get(i, Object.class);
            values[i] = value instanceof StructLike nested ? of(nested) : value;
        }
        return new StoredRow(values);
    }

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
        throw new UnsupportedOperationException("A stored row is read only");
    }
}
