package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** The distinct values of a column chunk in the order they first came, PLAIN encoded as the dictionary page holds them. */
abstract class ValueDictionary implements AutoCloseable {
    final PlainValues entries;

    ValueDictionary(BufferAllocator allocator) {
        this.entries = new PlainValues(allocator);
    }

    /** The dictionary for a type, or null for one that gains nothing. */
    static @Nullable ValueDictionary of(PrimitiveType type, BufferAllocator allocator) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN, INT96 -> null;
            case INT32, FLOAT -> new WordDictionary(Integer.BYTES, allocator);
            case INT64, DOUBLE -> new WordDictionary(Long.BYTES, allocator);
            case BINARY -> new BytesDictionary(0, allocator);
            case FIXED_LEN_BYTE_ARRAY -> new BytesDictionary(type.getTypeLength(), allocator);
        };
    }

    /**
     * Writes the entry of every value of a page to {@code indexes}. Returns false when more than {@code byteLimit} bytes
     * would be needed: then the entries are as they were, and no other page can be encoded.
     */
    final boolean encode(PlainValues page, int[] indexes, int byteLimit) {
        int bytes = entries.byteCount();
        int count = entries.count();
        boolean encoded = encodeAll(page, indexes, byteLimit);
        if (!encoded) {
            entries.truncate(bytes, count);
        }
        return encoded;
    }

    abstract boolean encodeAll(PlainValues page, int[] indexes, int byteLimit);

    @Override
    public void close() {
        entries.close();
    }
}
