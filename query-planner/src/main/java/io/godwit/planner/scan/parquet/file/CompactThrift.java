package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads Thrift's compact protocol from bytes that may be hostile: sizes are compared with the bytes that are left before
 * anything is made of them, and nesting has a limit.
 */
final class CompactThrift {
    static final int ABSENT = Integer.MIN_VALUE;

    private static final int MAX_DEPTH = 64;
    private static final int STOP = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int UUID = 13;

    private final ByteBuffer in;
    private int fieldType;

    /** Reads from the position of {@code in} on, which moves with it. */
    CompactThrift(ByteBuffer in) {
        this.in = in;
    }

    /** Walks over one struct, and fails where its sizes do not fit in the bytes there are. */
    static void check(ByteBuffer struct) {
        new CompactThrift(struct).skipStruct(0);
    }

    /** The id of the next field of a struct, given the one before (0 at first), or 0 at its end. */
    int nextField(int previousId) {
        int header = unsignedByte();
        fieldType = header & 0x0f;
        if (fieldType == STOP) {
            return 0;
        }
        int delta = header >>> 4;
        int id = delta == 0 ? (int) zigZag() : previousId + delta;
        if (id <= 0 || id > Short.MAX_VALUE) {
            throw new MalformedPage("Thrift field id " + id);
        }
        return id;
    }

    /** The value of the field just found, which must be a number or a boolean that fits an int. */
    int intValue() {
        switch (fieldType) {
            case TRUE:
                return 1;
            case FALSE:
                return 0;
            case I16, I32:
                long value = zigZag();
                if ((int) value != value) {
                    throw new MalformedPage("Thrift number " + value + " does not fit 32 bits");
                }
                return (int) value;
            default:
                throw new MalformedPage("Thrift field of type " + fieldType + " where a number is due");
        }
    }

    /** The numbers of the struct just found by field id, up to {@code largestId}; what is not there is {@link #ABSENT}. */
    int[] intFields(int largestId) {
        if (fieldType != STRUCT) {
            throw new MalformedPage("Thrift field of type " + fieldType + " where a struct is due");
        }
        int[] values = new int[largestId + 1];
        Arrays.fill(values, ABSENT);
        for (int id = nextField(0); id != 0; id = nextField(id)) {
            if (id <= largestId && fieldType <= I32) {
                values[id] = intValue();
            } else {
                skipValue();
            }
        }
        return values;
    }

    /** Passes over the value of the field just found. */
    void skipValue() {
        skip(fieldType, 0, false);
    }

    private void skipStruct(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedPage("Thrift structs are nested deeper than " + MAX_DEPTH);
        }
        for (int id = nextField(0); id != 0; id = nextField(id)) {
            skip(fieldType, depth, false);
        }
    }

    private void skip(int type, int depth, boolean inCollection) {
        switch (type) {
            case TRUE, FALSE -> advance(inCollection ? 1 : 0);
            case BYTE -> advance(1);
            case I16, I32, I64 -> zigZag();
            case DOUBLE -> advance(Double.BYTES);
            case BINARY -> advance(varInt());
            case UUID -> advance(16);
            case LIST, SET -> skipList(depth + 1);
            case MAP -> skipMap(depth + 1);
            case STRUCT -> skipStruct(depth + 1);
            default -> throw new MalformedPage("Thrift type " + type);
        }
    }

    private void skipList(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedPage("Thrift lists are nested deeper than " + MAX_DEPTH);
        }
        int header = unsignedByte();
        int size = header >>> 4;
        if (size == 15) {
            size = varInt();
        }
        checkCount(size);
        for (int i = 0; i < size; i++) {
            skip(header & 0x0f, depth, true);
        }
    }

    private void skipMap(int depth) {
        int size = varInt();
        if (size == 0) {
            return;
        }
        checkCount(size);
        int types = unsignedByte();
        for (int i = 0; i < size; i++) {
            skip(types >>> 4, depth, true);
            skip(types & 0x0f, depth, true);
        }
    }

    /** Every element takes at least one byte. */
    private void checkCount(int size) {
        if (size > in.remaining()) {
            throw new MalformedPage("Thrift list of %d elements in %d bytes".formatted(size, in.remaining()));
        }
    }

    private void advance(int bytes) {
        if (bytes > in.remaining()) {
            throw new MalformedPage("Thrift value of %d bytes where %d are left".formatted(bytes, in.remaining()));
        }
        in.position(in.position() + bytes);
    }

    private int varInt() {
        long value = varLong();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedPage("Thrift size " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    private long zigZag() {
        long value = varLong();
        return (value >>> 1) ^ -(value & 1);
    }

    private long varLong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = unsignedByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedPage("a Thrift number has more than 10 bytes");
    }

    private int unsignedByte() {
        try {
            return in.get() & 0xff;
        } catch (BufferUnderflowException e) {
            throw new MalformedPage("the Thrift struct is cut off");
        }
    }
}
