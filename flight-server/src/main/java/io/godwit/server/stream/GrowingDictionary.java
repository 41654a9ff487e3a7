package io.godwit.server.stream;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.memory.util.hash.MurmurHasher;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The distinct values of one string column so far, in order of first appearance. What is new in a batch is sent before it, as
 * a delta. Owned by one stream; closed with it.
 */
final class GrowingDictionary implements AutoCloseable {
    private static final int MOST_VALUES = 1 << 22;
    private static final int FREE = -1;

    private final String column;
    private final BufferAllocator allocator;
    private final VarCharVector values;
    private int[] slots = new int[1024];
    private int[] hashes = new int[256];
    private int count;
    private int sent;

    GrowingDictionary(Field field, BufferAllocator allocator) {
        this.column = field.getName();
        this.allocator = allocator;
        this.values = new VarCharVector(field.getName(), allocator);
        values.allocateNew(1 << 10, 64);
        Arrays.fill(slots, FREE);
    }

    /** The indexes of a batch's values, of which new ones are added. The caller closes the result. */
    IntVector encode(VarCharVector plain, Field encoded) {
        int rows = plain.getValueCount();
        IntVector indexes = (IntVector) encoded.createVector(allocator);
        indexes.allocateNew(Math.max(1, rows));
        for (int row = 0; row < rows; row++) {
            if (plain.isNull(row)) {
                indexes.setNull(row);
            } else {
                int start = plain.getStartOffset(row);
                indexes.set(row, indexOf(plain.getDataBuffer(), start, plain.getEndOffset(row) - start));
            }
        }
        indexes.setValueCount(rows);
        return indexes;
    }

    boolean hasNew() {
        return sent < count;
    }

    /** The values that were not sent yet. The caller closes them. */
    VarCharVector takeNew() {
        VarCharVector part = new VarCharVector(column, allocator);
        int added = count - sent;
        // Copied, since a buffer that was sent is never written again, and these grow.
        part.allocateNew(Math.max(1, bytes(sent, count)), Math.max(1, added));
        for (int value = 0; value < added; value++) {
            part.copyFromSafe(sent + value, value, values);
        }
        part.setValueCount(added);
        sent = count;
        return part;
    }

    private long bytes(int first, int end) {
        return first == end ? 0 : values.getEndOffset(end - 1) - values.getStartOffset(first);
    }

    private int indexOf(ArrowBuf bytes, int start, int length) {
        int hash = MurmurHasher.hashCode(bytes.memoryAddress() + start, length, 0);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != FREE) {
            int known = slots[slot];
            if (hashes[known] == hash && equal(known, bytes, start, length)) {
                return known;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = count;
        return add(bytes, start, length, hash);
    }

    private boolean equal(int known, ArrowBuf bytes, int start, int length) {
        int from = values.getStartOffset(known);
        return values.getEndOffset(known) - from == length
                && ByteFunctionHelpers.equal(values.getDataBuffer(), from, from + length, bytes, start, start + length)
                        == 1;
    }

    private int add(ArrowBuf bytes, int start, int length, int hash) {
        if (count == MOST_VALUES) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "Column \"%s\" has more than %,d distinct values, too many for a dictionary; leave it out of the option dictionary"
                            .formatted(column, MOST_VALUES));
        }
        values.setSafe(count, start, length, bytes);
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count] = hash;
        count++;
        if (2 * count > slots.length) {
            rehash();
        }
        return count - 1;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, FREE);
        int mask = slots.length - 1;
        for (int known = 0; known < count; known++) {
            int slot = hashes[known] & mask;
            while (slots[slot] != FREE) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = known;
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
