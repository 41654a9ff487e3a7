package io.godwit.planner.history;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

/** Types and {@link Plain} values of them, the awkward ones often. */
final class RandomValues {
    private static final List<Type> PRIMITIVES = List.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.FloatType.get(),
            Types.DoubleType.get(),
            Types.DecimalType.of(4, 2),
            Types.DecimalType.of(9, 2),
            Types.DecimalType.of(18, 4),
            Types.DecimalType.of(30, 10),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            Types.StringType.get(),
            Types.StringType.get(),
            Types.UUIDType.get(),
            Types.FixedType.ofLength(3),
            Types.BinaryType.get());
    private static final List<Type> OF_VERSION_3 =
            List.of(Types.TimestampNanoType.withoutZone(), Types.TimestampNanoType.withZone());
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "ab",
            "a%",
            "a_b",
            "\\",
            "'",
            "\u00e4",
            "\u00df",
            "\u65e5\u672c",
            "\u65e5\u672c\u8a9e",
            "\ud83d\ude00",
            "\ud83d\ude00x",
            "zz",
            "a".repeat(20),
            "a".repeat(15) + "\ud83d\ude00",
            "a".repeat(16) + "\u65e5");

    private final Random random;
    private final boolean fitsOrc;

    RandomValues(Random random) {
        this.random = random;
        this.fitsOrc = random.nextBoolean();
    }

    /** Whether no time is of the last second before 1970, which ORC writes as it does the first second after. */
    boolean fitsOrc() {
        return fitsOrc;
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    int below(int n) {
        return random.nextInt(n);
    }

    Type primitive(int formatVersion) {
        return formatVersion > 2 && oneIn(8) ? pick(OF_VERSION_3) : pick(PRIMITIVES);
    }

    /** @param depth of what is nested in it, at most; field ids are new in {@code ids} */
    Type type(int formatVersion, int depth, int[] ids) {
        if (depth == 0 || !oneIn(3)) {
            return primitive(formatVersion);
        }
        int id = ids[0];
        ids[0] += 4;
        return switch (below(4)) {
            case 0 -> Types.ListType.ofOptional(id, type(formatVersion, depth - 1, ids));
            case 1 -> Types.MapType.ofOptional(id, id + 1, Types.StringType.get(), type(formatVersion, depth - 1, ids));
            default -> {
                List<NestedField> fields = new ArrayList<>();
                for (int i = 0; i < 1 + below(3); i++) {
                    fields.add(NestedField.optional(id + i, "f" + i, type(formatVersion, depth - 1, ids)));
                }
                yield StructType.of(fields);
            }
        };
    }

    /** By field id. */
    Map<Object, @Nullable Object> row(StructType type) {
        Map<Object, @Nullable Object> row = new LinkedHashMap<>();
        for (NestedField field : type.fields()) {
            row.put(field.fieldId(), field.isOptional() && oneIn(7) ? null : value(field.type()));
        }
        return row;
    }

    Object value(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER ->
                pick((long) below(41) - 20, (long) below(9), (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE, 0L);
            case LONG ->
                pick(
                        (long) below(41) - 20,
                        (long) below(9),
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        1L << 31,
                        (1L << 53) + 1,
                        -1L);
            case FLOAT ->
                pick(0.0, -0.0, Double.NaN, 1.5, -1.5, below(7) - 3.0, (double) 0.1f, Double.POSITIVE_INFINITY);
            case DOUBLE ->
                pick(
                        0.0,
                        -0.0,
                        Double.NaN,
                        1.5,
                        1e308,
                        Double.MIN_VALUE,
                        below(7) - 3.0,
                        0.1,
                        Double.NEGATIVE_INFINITY);
            case DECIMAL -> decimal((Types.DecimalType) type);
            case DATE -> date();
            case TIME -> pick(LocalTime.MIN, LocalTime.of(23, 59, 59, 999_999_000), LocalTime.of(below(24), 30));
            case TIMESTAMP ->
                zoned((Types.TimestampType) type, time(LocalDateTime.of(1, 1, 1, 0, 0), ChronoUnit.MICROS));
            case TIMESTAMP_NANO -> {
                LocalDateTime time = time(LocalDateTime.of(1700, 1, 1, 0, 0), ChronoUnit.NANOS);
                yield ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? time.atOffset(ZoneOffset.UTC) : time;
            }
            case UUID ->
                pick(
                        new UUID(0, below(3)),
                        new UUID(-1, -1),
                        new UUID(1L << 63, 0),
                        new UUID(0, 1L << 63),
                        new UUID(below(9), 7));
            case FIXED ->
                ByteBuffer.wrap(
                        new byte[] {pick((byte) 0, (byte) -1, (byte) 'a'), (byte) below(2), pick((byte) 0, (byte) -1)});
            case BINARY -> binary();
            case STRUCT -> row(type.asStructType());
            case LIST -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int i = below(4); i > 0; i--) {
                    items.add(oneIn(5) ? null : value(type.asListType().elementType()));
                }
                yield items;
            }
            case MAP -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = below(4); i > 0; i--) {
                    entries.put(
                            "k" + i, oneIn(5) ? null : value(type.asMapType().valueType()));
                }
                yield entries;
            }
            default -> pick(TEXTS);
        };
    }

    private BigDecimal decimal(Types.DecimalType type) {
        // Iceberg cannot write the partition of the very least ones truncated.
        BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.valueOf(101));
        BigInteger unscaled = pick(
                most,
                most.negate(),
                BigInteger.ZERO,
                BigInteger.valueOf(below(101) - 50),
                BigInteger.valueOf(below(20_000) - 10_000));
        return new BigDecimal(unscaled.abs().min(most).multiply(BigInteger.valueOf(unscaled.signum())), type.scale());
    }

    private LocalDate date() {
        return pick(
                LocalDate.EPOCH.plusDays(below(1600) - 800),
                LocalDate.EPOCH.plusDays(below(5) - 2),
                LocalDate.of(2024, 2, 29),
                LocalDate.of(1, 1, 1),
                LocalDate.of(9999, 12, 31));
    }

    private LocalDateTime time(LocalDateTime least, ChronoUnit unit) {
        LocalDateTime epoch = LocalDate.EPOCH.atStartOfDay();
        LocalDateTime time = pick(
                epoch.plusSeconds(below(10) - 5).plusNanos(below(1_000_000_000)),
                epoch.plusHours(below(200_000) - 50_000),
                epoch.minusNanos(1),
                epoch.plusDays(below(5) - 2),
                least);
        boolean isLastSecond = time.isBefore(epoch) && time.isAfter(epoch.minusSeconds(1));
        return (isLastSecond && fitsOrc ? time.minusSeconds(1) : time).truncatedTo(unit);
    }

    private static Object zoned(Types.TimestampType type, LocalDateTime time) {
        return type.shouldAdjustToUTC() ? time.atOffset(ZoneOffset.UTC) : time;
    }

    private ByteBuffer binary() {
        byte[] some = new byte[3];
        random.nextBytes(some);
        byte[] many = new byte[20];
        java.util.Arrays.fill(many, (byte) -1);
        return ByteBuffer.wrap(pick(
                new byte[0], new byte[1], new byte[] {-1}, new byte[] {-1, -1}, new byte[] {'a', 'b'}, many, some));
    }
}
