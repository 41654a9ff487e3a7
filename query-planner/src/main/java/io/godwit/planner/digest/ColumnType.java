package io.godwit.planner.digest;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What a column is to the digest: the canonical name of its type, its key, and the kernel that hashes it. Names are those
 * pyarrow prints, without what is representation only ({@code large_}, {@code _view}, extension names) and without the
 * names and nullability of list elements.
 */
final class ColumnType {
    private static final Digest KEY_SEED = new Digest(0, 0);

    private final Field field;

    ColumnType(Field field) {
        this.field = field;
    }

    /** The hash of the column's name, a zero byte and its type; a second column of that name and type has a two appended. */
    Digest key(int occurrence) {
        return hash(field.getName() + '\0' + name() + (occurrence == 1 ? "" : "\0" + occurrence));
    }

    /** The hash of a text in UTF-8. */
    static Digest hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long address = MemoryUtil.allocateMemory(Math.max(1, bytes.length));
        try {
            MemoryUtil.copyToMemory(bytes, 0, address, bytes.length);
            Murmur3 murmur = new Murmur3();
            murmur.hashMemory(KEY_SEED, address, bytes.length);
            return new Digest(murmur.high, murmur.low);
        } finally {
            MemoryUtil.freeMemory(address);
        }
    }

    String name() {
        ArrowType type = storage(field.getType());
        return switch (type.getTypeID()) {
            case Null -> "null";
            case Bool -> "bool";
            case Int -> (((ArrowType.Int) type).getIsSigned() ? "int" : "uint") + ((ArrowType.Int) type).getBitWidth();
            case FloatingPoint -> floatName(((ArrowType.FloatingPoint) type).getPrecision());
            case Decimal -> decimalName((ArrowType.Decimal) type);
            case Utf8, LargeUtf8, Utf8View -> "string";
            case Binary, LargeBinary, BinaryView -> "binary";
            case FixedSizeBinary -> "fixed_size_binary[" + ((ArrowType.FixedSizeBinary) type).getByteWidth() + "]";
            case Date -> ((ArrowType.Date) type).getUnit() == DateUnit.DAY ? "date32[day]" : "date64[ms]";
            case Time ->
                "time" + ((ArrowType.Time) type).getBitWidth() + "[" + unit(((ArrowType.Time) type).getUnit()) + "]";
            case Timestamp -> timestampName((ArrowType.Timestamp) type);
            case Duration -> "duration[" + unit(((ArrowType.Duration) type).getUnit()) + "]";
            case Interval -> intervalName(((ArrowType.Interval) type).getUnit());
            case List, LargeList -> "list<" + child(0).name() + ">";
            case FixedSizeList ->
                "fixed_size_list<" + child(0).name() + ">[" + ((ArrowType.FixedSizeList) type).getListSize() + "]";
            case Map ->
                "map<" + child(0).child(0).name() + ", " + child(0).child(1).name() + ">";
            case Struct -> structName();
            case Union, RunEndEncoded, ListView, LargeListView, NONE -> throw unsupported();
        };
    }

    CellHasher hasher(Digest key) {
        ArrowType type = storage(field.getType());
        return switch (type.getTypeID()) {
            case Null -> new NullCells(key);
            case Bool -> new WordCells(key, WordReader.BIT);
            case Int -> new WordCells(key, intReader((ArrowType.Int) type));
            case FloatingPoint -> new WordCells(key, floatReader(((ArrowType.FloatingPoint) type).getPrecision()));
            case Decimal -> new FixedCells(key, ((ArrowType.Decimal) type).getBitWidth() / Byte.SIZE);
            case Utf8, Binary -> new BytesCells(key);
            case LargeUtf8, LargeBinary -> new LargeBytesCells(key);
            case Utf8View, BinaryView -> new ViewCells(key);
            case FixedSizeBinary -> new FixedCells(key, ((ArrowType.FixedSizeBinary) type).getByteWidth());
            case Date ->
                new WordCells(
                        key, ((ArrowType.Date) type).getUnit() == DateUnit.DAY ? WordReader.INT32 : WordReader.INT64);
            case Time ->
                new WordCells(key, ((ArrowType.Time) type).getBitWidth() == 32 ? WordReader.INT32 : WordReader.INT64);
            case Timestamp, Duration -> new WordCells(key, WordReader.INT64);
            case Interval -> intervalHasher(key, ((ArrowType.Interval) type).getUnit());
            case List, LargeList, FixedSizeList -> new ListCells(key, child(0).element());
            case Map -> new ListCells(key, entries().element());
            case Struct -> new StructCells(key, fieldHashers());
            case Union, RunEndEncoded, ListView, LargeListView, NONE -> throw unsupported();
        };
    }

    /** Elements have a type and no name. */
    private CellHasher element() {
        return hasher(hash('\0' + name()));
    }

    private List<CellHasher> fieldHashers() {
        List<CellHasher> hashers = new ArrayList<>();
        for (Field child : field.getChildren()) {
            ColumnType type = new ColumnType(child);
            hashers.add(type.hasher(type.key(1)));
        }
        return hashers;
    }

    /** The entries of a map under the names key and value, whatever the writer called them. */
    private ColumnType entries() {
        Field entries = field.getChildren().get(0);
        Field key = entries.getChildren().get(0);
        Field value = entries.getChildren().get(1);
        return new ColumnType(new Field(
                entries.getName(),
                entries.getFieldType(),
                List.of(
                        new Field("key", key.getFieldType(), key.getChildren()),
                        new Field("value", value.getFieldType(), value.getChildren()))));
    }

    private ColumnType child(int index) {
        return new ColumnType(field.getChildren().get(index));
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
    }

    private static String floatName(FloatingPointPrecision precision) {
        return switch (precision) {
            case HALF -> "halffloat";
            case SINGLE -> "float";
            case DOUBLE -> "double";
        };
    }

    private static WordReader floatReader(FloatingPointPrecision precision) {
        return switch (precision) {
            case HALF -> WordReader.FLOAT16;
            case SINGLE -> WordReader.FLOAT32;
            case DOUBLE -> WordReader.FLOAT64;
        };
    }

    private static WordReader intReader(ArrowType.Int type) {
        boolean signed = type.getIsSigned();
        return switch (type.getBitWidth()) {
            case 8 -> signed ? WordReader.INT8 : WordReader.UINT8;
            case 16 -> signed ? WordReader.INT16 : WordReader.UINT16;
            case 32 -> signed ? WordReader.INT32 : WordReader.UINT32;
            default -> WordReader.INT64;
        };
    }

    private static String decimalName(ArrowType.Decimal type) {
        return "decimal%d(%d, %d)".formatted(type.getBitWidth(), type.getPrecision(), type.getScale());
    }

    private static String timestampName(ArrowType.Timestamp type) {
        String zone = type.getTimezone();
        return "timestamp[" + unit(type.getUnit()) + (zone == null ? "" : ", tz=" + zone) + "]";
    }

    private static String intervalName(IntervalUnit unit) {
        return unit.name().toLowerCase(Locale.ROOT) + "_interval";
    }

    private static CellHasher intervalHasher(Digest key, IntervalUnit unit) {
        return switch (unit) {
            case YEAR_MONTH -> new WordCells(key, WordReader.INT32);
            case DAY_TIME -> new WordCells(key, WordReader.INT64);
            case MONTH_DAY_NANO -> new FixedCells(key, 16);
        };
    }

    private String structName() {
        return field.getChildren().stream()
                .map(child -> child.getName() + ": " + new ColumnType(child).name())
                .collect(Collectors.joining(", ", "struct<", ">"));
    }

    private static String unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    private GodwitException unsupported() {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Column \"%s\" is of type %s, which has no content digest; cast it to a plain type"
                        .formatted(field.getName(), field.getType()));
    }
}
