package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

import io.godwit.planner.scan.parquet.memory.MalformedPage;

/**
 * Turns values of a fixed number of bytes, as Parquet stores them, into what the Arrow vector holds.
 *
 * @param copies whether both are the same bytes, so that a decoder may write to the vector itself
 */
public record Conversion(int sourceWidth, int targetWidth, boolean copies, Kernel kernel) {
    @FunctionalInterface
    interface Kernel {
        void convert(long source, long target, int count);
    }

    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
    private static final long NANOS_OF_DAY = 86_400_000_000_000L;

    public static final Conversion INT_TO_LONG = new Conversion(4, 8, false, Conversion::intToLong);
    public static final Conversion UNSIGNED_INT_TO_LONG = new Conversion(4, 8, false, Conversion::unsignedIntToLong);
    public static final Conversion FLOAT_TO_DOUBLE = new Conversion(4, 8, false, Conversion::floatToDouble);
    public static final Conversion INT_TO_DECIMAL = new Conversion(4, 16, false, Conversion::intToDecimal);
    public static final Conversion LONG_TO_DECIMAL = new Conversion(8, 16, false, Conversion::longToDecimal);
    public static final Conversion INT96_TO_MICROS = new Conversion(12, 8, false, Conversion::int96ToMicros);
    public static final Conversion INT96_TO_NANOS = new Conversion(12, 8, false, Conversion::int96ToNanos);

    public static Conversion copy(int width) {
        return new Conversion(
                width, width, true, (source, target, count) -> copyMemory(source, target, (long) count * width));
    }

    /** Big-endian two's complement of {@code width} bytes to Arrow's little-endian 16. */
    public static Conversion fixedToDecimal(int width) {
        return new Conversion(width, 16, false, (source, target, count) -> {
            for (int i = 0; i < count; i++) {
                bytesToDecimal(source + (long) i * width, width, target + 16L * i);
            }
        });
    }

    /** Times a factor, for a finer unit of time. */
    public static Conversion scaleInt(long factor) {
        return new Conversion(4, 8, false, (source, target, count) -> {
            for (int i = 0; i < count; i++) {
                putLong(target + 8L * i, scaled(getInt(source + 4L * i), factor));
            }
        });
    }

    /** Times a factor, for a finer unit of time. */
    public static Conversion scaleLong(long factor) {
        return new Conversion(8, 8, false, (source, target, count) -> {
            for (int i = 0; i < count; i++) {
                putLong(target + 8L * i, scaled(getLong(source + 8L * i), factor));
            }
        });
    }

    void convert(long source, long target, int count) {
        kernel.convert(source, target, count);
    }

    /** One decimal from big-endian bytes; may load up to seven bytes behind them. */
    static void bytesToDecimal(long source, int length, long target) {
        while (length > 16) {
            int sign = getByte(source + length - 16) >> 7;
            if (getByte(source) != sign) {
                throw new MalformedPage("a decimal of " + length + " bytes does not fit 128 bits");
            }
            source++;
            length--;
        }
        if (length > 8) {
            putLong(target, Long.reverseBytes(getLong(source + length - 8)));
            putLong(target + 8, Long.reverseBytes(getLong(source)) >> 8 * (16 - length));
        } else if (length > 0) {
            long value = Long.reverseBytes(getLong(source)) >> 8 * (8 - length);
            putLong(target, value);
            putLong(target + 8, value >> 63);
        } else {
            throw new MalformedPage("a decimal of no bytes");
        }
    }

    private static long scaled(long value, long factor) {
        long low = value * factor;
        if (Math.multiplyHigh(value, factor) != low >> 63) {
            throw new MalformedPage("the time %d times %d does not fit 64 bits".formatted(value, factor));
        }
        return low;
    }

    private static void intToLong(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            putLong(target + 8L * i, getInt(source + 4L * i));
        }
    }

    private static void unsignedIntToLong(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            putLong(target + 8L * i, getInt(source + 4L * i) & 0xffff_ffffL);
        }
    }

    private static void floatToDouble(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            double value = Float.intBitsToFloat(getInt(source + 4L * i));
            putLong(target + 8L * i, Double.doubleToRawLongBits(value));
        }
    }

    private static void intToDecimal(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            long value = getInt(source + 4L * i);
            putLong(target + 16L * i, value);
            putLong(target + 16L * i + 8, value >> 63);
        }
    }

    private static void longToDecimal(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            long value = getLong(source + 8L * i);
            putLong(target + 16L * i, value);
            putLong(target + 16L * i + 8, value >> 63);
        }
    }

    private static void int96ToMicros(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            long days = getInt(source + 12L * i + 8) - JULIAN_DAY_OF_EPOCH;
            long micros = Math.floorDiv(getLong(source + 12L * i), 1000L);
            putLong(target + 8L * i, sum(scaled(days, NANOS_OF_DAY / 1000), micros));
        }
    }

    private static void int96ToNanos(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            long days = getInt(source + 12L * i + 8) - JULIAN_DAY_OF_EPOCH;
            putLong(target + 8L * i, sum(scaled(days, NANOS_OF_DAY), getLong(source + 12L * i)));
        }
    }

    private static long sum(long days, long time) {
        long sum = days + time;
        if (((days ^ sum) & (time ^ sum)) < 0) {
            throw new MalformedPage("an INT96 timestamp does not fit 64 bits");
        }
        return sum;
    }
}
