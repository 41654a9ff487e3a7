package io.godwit.planner.digest;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.getShort;

import org.apache.arrow.vector.FieldVector;

/** Widens the values of one layout to 64 bits. What it writes for a null row means nothing. */
enum WordReader {
    BIT {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                int bit = start + row;
                words[row] = getByte(data + bit / Byte.SIZE) >>> bit % Byte.SIZE & 1;
            }
        }
    },
    INT8 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = getByte(data + start + row);
            }
        }
    },
    UINT8 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = Byte.toUnsignedLong(getByte(data + start + row));
            }
        }
    },
    INT16 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = getShort(data + 2L * (start + row));
            }
        }
    },
    UINT16 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = Short.toUnsignedLong(getShort(data + 2L * (start + row)));
            }
        }
    },
    FLOAT16 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                long bits = Short.toUnsignedLong(getShort(data + 2L * (start + row)));
                words[row] = (bits & 0x7fff) > 0x7c00 ? 0x7e00 : bits;
            }
        }
    },
    INT32 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = getInt(data + 4L * (start + row));
            }
        }
    },
    UINT32 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = Integer.toUnsignedLong(getInt(data + 4L * (start + row)));
            }
        }
    },
    FLOAT32 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                long bits = Integer.toUnsignedLong(getInt(data + 4L * (start + row)));
                words[row] = (bits & 0x7fffffffL) > 0x7f800000L ? 0x7fc00000L : bits;
            }
        }
    },
    INT64 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                words[row] = getLong(data + 8L * (start + row));
            }
        }
    },
    FLOAT64 {
        @Override
        void read(long data, int start, int count, long[] words) {
            for (int row = 0; row < count; row++) {
                long bits = getLong(data + 8L * (start + row));
                words[row] = (bits & Long.MAX_VALUE) > 0x7ff0000000000000L ? 0x7ff8000000000000L : bits;
            }
        }
    };

    final void read(FieldVector vector, int start, int count, long[] words) {
        if (count > 0) {
            read(vector.getDataBufferAddress(), start, count, words);
        }
    }

    abstract void read(long data, int start, int count, long[] words);
}
