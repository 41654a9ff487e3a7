package io.godwit.planner.history;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Values in a form that widening a type does not change: whole numbers, dates and times are {@code Long}, floating ones {@code
 * Double}, bytes hexadecimal text, structs maps by field id.
 */
final class Plain {
    private static final String[] TEXTS = {
        "",
        "a",
        "A",
        "ab",
        "a%",
        "a_b",
        "ä",
        "日本",
        "日本語",
        "\uD83D\uDE00",
        "\uD83D\uDE00x",
        "\uffff",
        "zz",
        "a".repeat(20),
        "a".repeat(16) + "\uD83D\uDE00",
        "'"
    };
    private static final String[] BYTES = {"", "00", "ff", "ffff", "6162", "ff".repeat(20), "7f", "80"};

    private Plain() {}

    static @Nullable Object perhaps(NestedField field, Random random) {
        return field.isOptional() && random.nextInt(8) == 0 ? null : random(field.type(), random);
    }

    static Object random(Type type, Random random) {
        return switch (type.typeId()) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER ->
                pick(random, (long) random.nextInt(41) - 20, (long) random.nextInt(5), (long) Integer.MAX_VALUE, (long)
                        Integer.MIN_VALUE);
            case LONG ->
                pick(
                        random,
                        (long) random.nextInt(41) - 20,
                        (long) random.nextInt(5),
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        1L << 31,
                        (1L << 53) + 1);
            case FLOAT ->
                (double) pick(
                        random,
                        0f,
                        -0f,
                        Float.NaN,
                        1.5f,
                        -1.5f,
                        (float) random.nextInt(4),
                        0.1f,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY);
            case DOUBLE ->
                pick(
                        random,
                        0d,
                        -0d,
                        Double.NaN,
                        1.5,
                        -1.5,
                        (double) random.nextInt(4),
                        0.1,
                        (double) 0.1f,
                        1e308,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY);
            case DATE ->
                pick(random, (long) random.nextInt(800) - 400, (long) random.nextInt(4) - 2, -719162L, 2932896L);
            case TIME -> pick(random, 0L, 86_399_999_999L, 1_800_000_000L * random.nextInt(48));
            case TIMESTAMP -> micros(random);
            case TIMESTAMP_NANO ->
                pick(
                        random,
                        (long) random.nextInt(5) - 2,
                        random.nextInt(100) * 3_600_000_000_000L + random.nextInt(3) - 1,
                        random.nextLong() / 8);
            case STRING -> pick(random, TEXTS);
            case UUID ->
                pick(
                                random,
                                new UUID(0, 0),
                                new UUID(0, 1),
                                new UUID(-1, -1),
                                new UUID(Long.MIN_VALUE, 0),
                                new UUID(0, Long.MIN_VALUE),
                                new UUID(random.nextLong(), random.nextLong()))
                        .toString();
            case FIXED -> HexFormat.of().formatHex(fixed((Types.FixedType) type, random));
            case BINARY -> pick(random, BYTES);
            case DECIMAL -> decimal((Types.DecimalType) type, random);
            case STRUCT -> struct(type.asStructType(), random);
            case LIST -> list(type.asListType(), random);
            case MAP -> map(type.asMapType(), random);
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    @SafeVarargs
    static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static long micros(Random random) {
        return pick(
                random,
                (long) random.nextInt(5) - 2,
                random.nextInt(100) * 3_600_000_000L - random.nextInt(2),
                random.nextInt(800) * 86_400_000_000L - 400L * 86_400_000_000L,
                1_000_000L * random.nextInt(1_000_000_000),
                -62135596800_000_000L,
                253402300799_999_999L);
    }

    private static byte[] fixed(Types.FixedType type, Random random) {
        byte[] bytes = new byte[type.length()];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            java.util.Arrays.fill(bytes, pick(random, (byte) 0, (byte) -1, (byte) 1));
        }
        return bytes;
    }

    private static BigDecimal decimal(Types.DecimalType type, Random random) {
        BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger value = pick(
                random,
                BigInteger.valueOf(random.nextInt(100) - 50),
                most,
                most.negate(),
                BigInteger.ZERO,
                new BigInteger(most.bitLength() - 1, random));
        return new BigDecimal(value, type.scale());
    }

    static Map<Integer, @Nullable Object> struct(Types.StructType type, Random random) {
        Map<Integer, @Nullable Object> values = new LinkedHashMap<>();
        type.fields().forEach(field -> values.put(field.fieldId(), perhaps(field, random)));
        return values;
    }

    private static List<@Nullable Object> list(Types.ListType type, Random random) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(perhaps(type.fields().get(0), random));
        }
        return values;
    }

    private static Map<Object, @Nullable Object> map(Types.MapType type, Random random) {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            values.put(random(type.keyType(), random), perhaps(type.fields().get(1), random));
        }
        return values;
    }

    /** As Iceberg's generic writers take it. */
    static @Nullable Object generic(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case INTEGER -> ((Long) value).intValue();
            case FLOAT -> ((Double) value).floatValue();
            case DATE -> LocalDate.ofEpochDay((Long) value);
            case TIME -> LocalTime.ofNanoOfDay((Long) value * 1000);
            case TIMESTAMP ->
                time(
                        Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS),
                        ((Types.TimestampType) type).shouldAdjustToUTC());
            case TIMESTAMP_NANO ->
                time(Instant.EPOCH.plusNanos((Long) value), ((Types.TimestampNanoType) type).shouldAdjustToUTC());
            case UUID -> UUID.fromString((String) value);
            case FIXED -> HexFormat.of().parseHex((String) value);
            case BINARY -> ByteBuffer.wrap(HexFormat.of().parseHex((String) value));
            case STRUCT -> record(type.asStructType(), (Map<?, ?>) value);
            case LIST -> {
                List<@Nullable Object> values = new ArrayList<>();
                ((List<?>) value)
                        .forEach(each -> values.add(generic(type.asListType().elementType(), each)));
                yield values;
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, each) -> values.put(
                                generic(type.asMapType().keyType(), key),
                                generic(type.asMapType().valueType(), each)));
                yield values;
            }
            default -> value;
        };
    }

    /** Whether ORC's writer would lose the sign of a time in the last second before 1970. */
    static boolean isBadForOrc(Type type, @Nullable Object value) {
        if (value == null) {
            return false;
        }
        return switch (type.typeId()) {
            case TIMESTAMP -> (Long) value < 0 && (Long) value > -1_000_000;
            case STRUCT ->
                type.asStructType().fields().stream()
                        .anyMatch(field -> isBadForOrc(field.type(), ((Map<?, ?>) value).get(field.fieldId())));
            case LIST ->
                ((List<?>) value)
                        .stream().anyMatch(each -> isBadForOrc(type.asListType().elementType(), each));
            case MAP ->
                ((Map<?, ?>) value)
                        .values().stream()
                                .anyMatch(each -> isBadForOrc(type.asMapType().valueType(), each));
            default -> false;
        };
    }

    private static Object time(Instant instant, boolean isInstant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return isInstant ? local.atOffset(ZoneOffset.UTC) : local;
    }

    static GenericRecord record(Types.StructType type, Map<?, ?> values) {
        GenericRecord record = GenericRecord.create(type);
        for (int i = 0; i < type.fields().size(); i++) {
            NestedField field = type.fields().get(i);
            record.set(i, generic(field.type(), values.get(field.fieldId())));
        }
        return record;
    }

    /** From Iceberg's internal form, of a default or a partition. */
    static @Nullable Object ofInternal(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> ((Number) value).longValue();
            case FLOAT, DOUBLE -> ((Number) value).doubleValue();
            case STRING, UUID -> value.toString();
            case FIXED, BINARY -> {
                if (value instanceof byte[] bytes) {
                    yield HexFormat.of().formatHex(bytes);
                }
                ByteBuffer buffer = ((ByteBuffer) value).duplicate();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                yield HexFormat.of().formatHex(bytes);
            }
            default -> value;
        };
    }

    /** What a field of a newer schema has in a row of stored values. */
    static @Nullable Object read(Map<Integer, @Nullable Object> stored, NestedField field) {
        return stored.containsKey(field.fieldId())
                ? project(field.type(), stored.get(field.fieldId()))
                : ofInternal(field.type(), field.initialDefault());
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object project(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case STRUCT -> {
                Map<Integer, @Nullable Object> read = new LinkedHashMap<>();
                type.asStructType()
                        .fields()
                        .forEach(field ->
                                read.put(field.fieldId(), read((Map<Integer, @Nullable Object>) value, field)));
                yield read;
            }
            case LIST -> {
                List<@Nullable Object> read = new ArrayList<>();
                ((List<?>) value)
                        .forEach(each -> read.add(project(type.asListType().elementType(), each)));
                yield read;
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> read = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, each) -> read.put(
                                project(type.asMapType().keyType(), key),
                                project(type.asMapType().valueType(), each)));
                yield read;
            }
            default -> value;
        };
    }

    /** As SQL orders values of a primitive type. */
    static int compare(Object one, Object other) {
        if (one instanceof Double a && other instanceof Double b) {
            return Double.compare(a + 0.0, b + 0.0);
        }
        if (one instanceof Number && other instanceof Number && one.getClass() != other.getClass()) {
            if (one instanceof Double || other instanceof Double) {
                return Double.compare(((Number) one).doubleValue() + 0.0, ((Number) other).doubleValue() + 0.0);
            }
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
        }
        if (one instanceof String a && other instanceof String b) {
            return java.util.Arrays.compare(
                    a.codePoints().toArray(), b.codePoints().toArray());
        }
        @SuppressWarnings("unchecked")
        Comparator<Object> order = (Comparator<Object>) (Comparator<?>) Comparator.naturalOrder();
        return order.compare(one, other);
    }

    static String literal(Type type, Object value) {
        return switch (type.typeId()) {
            case BOOLEAN -> value.toString().toUpperCase(java.util.Locale.ROOT);
            case INTEGER, LONG -> value.toString();
            case FLOAT, DOUBLE -> "CAST('" + ((Double) value).toString() + "' AS DOUBLE)";
            case DECIMAL ->
                "CAST(" + ((BigDecimal) value).toPlainString() + " AS DECIMAL(" + ((Types.DecimalType) type).precision()
                        + ", " + ((Types.DecimalType) type).scale() + "))";
            case STRING -> "'" + ((String) value).replace("'", "''") + "'";
            case UUID -> "CAST('" + value + "' AS UUID)";
            case FIXED, BINARY -> "X'" + value + "'";
            case DATE -> "DATE '" + LocalDate.ofEpochDay((Long) value) + "'";
            case TIME ->
                "TIME '"
                        + LocalTime.ofNanoOfDay((Long) value * 1000)
                                .format(java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS"))
                        + "'";
            case TIMESTAMP ->
                timestamp(
                        Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS),
                        ((Types.TimestampType) type).shouldAdjustToUTC(),
                        "SSSSSS");
            case TIMESTAMP_NANO ->
                timestamp(
                        Instant.EPOCH.plusNanos((Long) value),
                        ((Types.TimestampNanoType) type).shouldAdjustToUTC(),
                        "SSSSSSSSS");
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static String timestamp(Instant instant, boolean isInstant, String fraction) {
        String text = LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                .format(java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss." + fraction));
        return isInstant ? "TIMESTAMP WITH LOCAL TIME ZONE '" + text + "'" : "TIMESTAMP '" + text + "'";
    }

    static String text(Type type, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return switch (type.typeId()) {
            case STRUCT -> {
                StringJoiner fields = new StringJoiner(", ", "{", "}");
                type.asStructType()
                        .fields()
                        .forEach(field -> fields.add(
                                field.name() + "=" + text(field.type(), ((Map<?, ?>) value).get(field.fieldId()))));
                yield fields.toString();
            }
            case LIST -> {
                StringJoiner elements = new StringJoiner(", ", "[", "]");
                ((List<?>) value)
                        .forEach(each -> elements.add(text(type.asListType().elementType(), each)));
                yield elements.toString();
            }
            case MAP -> {
                List<String> entries = new ArrayList<>();
                ((Map<?, ?>) value)
                        .forEach(
                                (key, each) -> entries.add(text(type.asMapType().keyType(), key) + ":"
                                        + text(type.asMapType().valueType(), each)));
                yield "<" + entries.stream().sorted().collect(java.util.stream.Collectors.joining(", ")) + ">";
            }
            case STRING -> "'" + value + "'";
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            default -> value.toString();
        };
    }

    static String text(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return "null";
        }
        if (vector instanceof BitVector bits) {
            return bits.get(row) == 1 ? "true" : "false";
        } else if (vector instanceof BaseIntVector whole) {
            return Long.toString(whole.getValueAsLong(row));
        } else if (vector instanceof DateDayVector days) {
            return Integer.toString(days.get(row));
        } else if (vector instanceof TimeMicroVector time) {
            return Long.toString(time.get(row));
        } else if (vector instanceof TimeStampVector time) {
            return Long.toString(time.get(row));
        } else if (vector instanceof Float4Vector numbers) {
            return Double.toString(numbers.get(row));
        } else if (vector instanceof Float8Vector numbers) {
            return Double.toString(numbers.get(row));
        } else if (vector instanceof DecimalVector numbers) {
            return numbers.getObject(row).toPlainString();
        } else if (vector instanceof VarCharVector texts) {
            return "'" + texts.getObject(row) + "'";
        } else if (vector instanceof VarBinaryVector bytes) {
            return HexFormat.of().formatHex(bytes.get(row));
        } else if (vector instanceof FixedSizeBinaryVector bytes) {
            return fixed(bytes, row);
        } else if (vector instanceof MapVector map) {
            StructVector entries = (StructVector) map.getDataVector();
            List<String> joined = new ArrayList<>();
            for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
                joined.add(text(entries.getChildrenFromFields().get(0), i) + ":"
                        + text(entries.getChildrenFromFields().get(1), i));
            }
            return "<" + joined.stream().sorted().collect(java.util.stream.Collectors.joining(", ")) + ">";
        } else if (vector instanceof ListVector list) {
            StringJoiner joined = new StringJoiner(", ", "[", "]");
            for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                joined.add(text(list.getDataVector(), i));
            }
            return joined.toString();
        } else if (vector instanceof StructVector struct) {
            StringJoiner joined = new StringJoiner(", ", "{", "}");
            struct.getChildrenFromFields().forEach(child -> joined.add(child.getName() + "=" + text(child, row)));
            return joined.toString();
        }
        throw new IllegalArgumentException(vector.getField().toString());
    }

    private static String fixed(FixedSizeBinaryVector bytes, int row) {
        String hex = HexFormat.of().formatHex(bytes.get(row));
        boolean isUuid = "arrow.uuid"
                .equals(bytes.getField().getMetadata().get(ArrowType.ExtensionType.EXTENSION_METADATA_KEY_NAME));
        return isUuid || bytes.getByteWidth() == 16
                ? hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")
                : hex;
    }
}
