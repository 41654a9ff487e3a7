package io.godwit.pitjoin;

import io.godwit.pitjoin.NestedLoopJoin.Feature;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Random joins: all key types, units and kinds of condition, few distinct keys and times so that ties, nulls, duplicates
 * and late arrivals are common. Everything follows from the seed.
 */
final class RandomJoins {
    /** One scenario. */
    record Scenario(InMemoryTable labels, List<Integer> labelColumns, List<Feature> features) {}

    private static final int LABEL_KEYS = 4;
    private static final int LABEL_TIME = 4;
    private static final int LABEL_TIME_TWO = 5;
    private static final int EVENT = 4;
    private static final int INGESTION = 5;
    private static final int VALID_TO = 6;
    private static final int FIRST_VALUE = 7;

    /** How times look in this scenario. */
    private enum Times {
        TIMESTAMP,
        INSTANT,
        DATE,
        INTEGER
    }

    private final Random random;
    private final Times times;
    private final boolean extreme;
    private final int distinctKeys;
    private final boolean skewed;
    private boolean hasStatic;

    private RandomJoins(long seed, boolean skewed) {
        this.skewed = skewed;
        random = new Random(seed);
        times = Times.values()[weighted(6, 2, 1, 1)];
        extreme = random.nextInt(8) == 0;
        distinctKeys = 1 + random.nextInt(5);
    }

    static Scenario scenario(long seed) {
        return new RandomJoins(seed, false).scenario();
    }

    /**
     * More rows, on either side, of which more than half have one key. At most one table has no condition: a label has a hundred
     * matches there, and of three such tables there would be a million rows for each.
     */
    static Scenario skewedScenario(long seed) {
        return new RandomJoins(seed, true).scenario();
    }

    private Scenario scenario() {
        List<ArrowType> keyTypes =
                IntStream.range(0, LABEL_KEYS).mapToObj(i -> keyType()).toList();
        List<Field> fields = new ArrayList<>();
        for (int key = 0; key < LABEL_KEYS; key++) {
            fields.add(nullable("k" + key, keyTypes.get(key)));
        }
        fields.add(nullable("ts", timeType()));
        fields.add(nullable("ts2", timeType()));
        fields.add(nullable("id", new ArrowType.Int(32, true)));
        InMemoryTable labels = InMemoryTable.of(fields.toArray(Field[]::new));
        int labelCount = weighted(1, 20) == 0 ? 0 : random.nextInt(25);
        labelCount += skewed ? 100 : 0;
        for (int i = 0; i < labelCount; i++) {
            List<Object> row = new ArrayList<>(values(fields.subList(0, LABEL_TIME_TWO + 1)));
            row.add((long) i);
            labels.rows().add(row);
        }
        List<Feature> features = new ArrayList<>();
        int tables = 1 + weighted(6, 2, 1);
        for (int table = 0; table < tables; table++) {
            features.add(feature("f" + table, fields, keyTypes));
        }
        List<Integer> labelColumns = random.nextBoolean() ? List.of(6, 0, 4) : List.of(5, 6);
        return new Scenario(labels, labelColumns, features);
    }

    private Feature feature(String name, List<Field> labelFields, List<ArrowType> keyTypes) {
        List<Field> fields = new ArrayList<>();
        for (int key = 0; key < LABEL_KEYS; key++) {
            fields.add(nullable("k" + key, relative(keyTypes.get(key))));
        }
        fields.add(nullable("event_time", timeType()));
        fields.add(nullable("ingestion_time", timeType()));
        fields.add(nullable("valid_to", timeType()));
        fields.add(nullable("v0", new ArrowType.Int(64, true)));
        fields.add(nullable("v1", new ArrowType.Utf8()));
        fields.add(nullable("v2", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)));
        fields.add(nullable("v3", new ArrowType.Bool()));
        fields.add(nullable("v4", new ArrowType.Decimal(20, 2, 128)));
        fields.add(new Field(
                "v5",
                FieldType.nullable(new ArrowType.List()),
                List.of(nullable("element", new ArrowType.Int(32, true)))));
        InMemoryTable table = InMemoryTable.of(fields.toArray(Field[]::new));
        List<Long> sequenceNumbers = new ArrayList<>();
        int rows = weighted(1, 20) == 0 ? 0 : random.nextInt(40);
        rows += skewed ? 100 : 0;
        int rowsPerFile = 1 + random.nextInt(40);
        for (int i = 0; i < rows; i++) {
            table.rows().add(values(fields));
            sequenceNumbers.add(i % rowsPerFile == 0 ? Long.valueOf(random.nextInt(3)) : sequenceNumbers.get(i - 1));
        }
        List<Integer> columns = IntStream.range(FIRST_VALUE, fields.size())
                .boxed()
                .filter(column -> random.nextBoolean())
                .toList();
        MatchCondition condition = weighted(8, 1) == 0 || (skewed && hasStatic) ? condition(columns) : null;
        hasStatic |= condition == null;
        FeatureJoin join = new FeatureJoin(
                name,
                new InMemoryFeatureSource(table, sequenceNumbers, random.nextBoolean(), 1 + random.nextInt(50)),
                keys(),
                condition,
                columns,
                random.nextInt(3) > 0);
        return new Feature(table, sequenceNumbers, join);
    }

    private List<KeyPair> keys() {
        List<KeyPair> keys = new ArrayList<>();
        int count = weighted(1, 6, 2, 1);
        int first = random.nextInt(LABEL_KEYS);
        for (int i = 0; i < count; i++) {
            int key = (first + i) % LABEL_KEYS;
            keys.add(new KeyPair(key, key));
        }
        return keys;
    }

    private MatchCondition condition(List<Integer> columns) {
        List<TimeBound> bounds = new ArrayList<>();
        Direction direction = Direction.values()[weighted(5, 2, 2)];
        int labelTime = random.nextInt(5) == 0 ? LABEL_TIME_TWO : LABEL_TIME;
        boolean lookingBack = direction == Direction.LATEST || random.nextInt(3) == 0;
        bounds.add(bound(EVENT, lookingBack, labelTime));
        if (random.nextInt(3) == 0) {
            bounds.add(bound(EVENT, !lookingBack, labelTime));
        }
        if (random.nextInt(2) == 0) {
            int knownAt = random.nextInt(4) == 0 ? LABEL_TIME_TWO : labelTime;
            bounds.add(bound(random.nextInt(6) == 0 ? VALID_TO : INGESTION, true, knownAt));
        }
        if (random.nextInt(4) == 0) {
            bounds.add(bound(VALID_TO, false, labelTime));
        }
        OptionalInt ingestion = random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(INGESTION);
        List<Integer> ignoreNulls =
                columns.stream().filter(column -> random.nextInt(5) == 0).toList();
        return new MatchCondition(EVENT, ingestion, direction, bounds, ignoreNulls);
    }

    private TimeBound bound(int column, boolean upper, int labelTime) {
        Comparison comparison = upper
                ? (random.nextBoolean() ? Comparison.LESS : Comparison.LESS_OR_EQUAL)
                : (random.nextBoolean() ? Comparison.GREATER : Comparison.GREATER_OR_EQUAL);
        boolean nullPasses = column != EVENT && random.nextBoolean();
        return new TimeBound(column, comparison, labelTime, offset(upper), nullPasses);
    }

    private TimeOffset offset(boolean upper) {
        if (times == Times.INTEGER || random.nextBoolean()) {
            return TimeOffset.NONE;
        }
        long day = 86_400_000_000_000L;
        long unit = times == Times.DATE ? day : 1_000_000_000L;
        long size = switch (weighted(4, 1, 1)) {
            case 0 -> unit * random.nextInt(6);
            case 1 -> unit * random.nextInt(6) + random.nextInt(2_000_000);
            default -> Long.MAX_VALUE - random.nextInt(3);
        };
        int months = !extreme && random.nextInt(5) == 0 ? random.nextInt(30) - 15 : 0;
        return new TimeOffset(months, upper == (random.nextInt(4) == 0) ? size : -size);
    }

    private List<Object> values(List<Field> fields) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < fields.size(); column++) {
            boolean isKey = column < LABEL_KEYS;
            values.add(random.nextInt(12) == 0 ? null : value(fields.get(column), isKey));
        }
        return values;
    }

    private Object value(Field field, boolean isKey) {
        ArrowType type = field.getType();
        int key = skewed && random.nextBoolean() ? 0 : random.nextInt(distinctKeys);
        if (!isKey && isTime(type)) {
            return time(type);
        }
        if (type instanceof ArrowType.Utf8) {
            return isKey ? "key-" + key : "x".repeat(random.nextInt(3));
        }
        if (type instanceof ArrowType.Binary || type instanceof ArrowType.FixedSizeBinary) {
            byte[] bytes = new byte[16];
            bytes[15] = (byte) key;
            return bytes;
        }
        if (type instanceof ArrowType.FloatingPoint floating) {
            double[] choices = {0.0, -0.0, Double.NaN, 1.5, -2.25};
            double chosen = choices[isKey ? key : 3 + random.nextInt(2)];
            return floating.getPrecision() == FloatingPointPrecision.SINGLE ? (Object) (float) chosen : chosen;
        }
        if (type instanceof ArrowType.Decimal decimal) {
            return BigDecimal.valueOf(key, decimal.getScale() > 0 ? 1 : 0).setScale(decimal.getScale());
        }
        if (type instanceof ArrowType.Bool) {
            return key % 2 == 0;
        }
        if (type instanceof ArrowType.List) {
            return IntStream.range(0, random.nextInt(3))
                    .mapToObj(i -> (Object) (long) i)
                    .toList();
        }
        if (type instanceof ArrowType.Timestamp timestamp) {
            return key * perSecond(timestamp.getUnit());
        }
        if (type instanceof ArrowType.Time time) {
            return key * perSecond(time.getUnit());
        }
        return (long) key - 2;
    }

    private static boolean isTime(ArrowType type) {
        return type instanceof ArrowType.Timestamp
                || type instanceof ArrowType.Date
                || type.equals(new ArrowType.Int(16, true));
    }

    private long time(ArrowType type) {
        boolean narrow = type.equals(new ArrowType.Int(16, true)) || type.equals(new ArrowType.Date(DateUnit.DAY));
        if (extreme && !narrow && random.nextInt(3) == 0) {
            long near = random.nextInt(3);
            return random.nextBoolean() ? Long.MAX_VALUE - near : Long.MIN_VALUE + near;
        }
        long base = skewed ? random.nextInt(60) - 25 : random.nextInt(12) - 5;
        if (type instanceof ArrowType.Timestamp timestamp) {
            long perSecond = perSecond(timestamp.getUnit());
            return base * perSecond + (perSecond > 1 && random.nextInt(4) == 0 ? 1 : 0);
        }
        return type.equals(new ArrowType.Date(DateUnit.MILLISECOND)) ? base * 86_400_000L : base;
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
    }

    private ArrowType timeType() {
        return switch (times) {
            case TIMESTAMP -> new ArrowType.Timestamp(unit(), null);
            case INSTANT -> new ArrowType.Timestamp(unit(), random.nextBoolean() ? "UTC" : "Asia/Tokyo");
            case DATE -> new ArrowType.Date(random.nextBoolean() ? DateUnit.DAY : DateUnit.MILLISECOND);
            case INTEGER -> new ArrowType.Int(16, true);
        };
    }

    private TimeUnit unit() {
        return TimeUnit.values()[random.nextInt(4)];
    }

    private ArrowType keyType() {
        List<Supplier<ArrowType>> types = List.of(
                () -> integer(),
                () -> integer(),
                ArrowType.Utf8::new,
                ArrowType.Binary::new,
                () -> new ArrowType.FixedSizeBinary(16),
                () -> floating(),
                ArrowType.Bool::new,
                () -> decimal(),
                () -> new ArrowType.Timestamp(unit(), null),
                () -> new ArrowType.Time(TimeUnit.MICROSECOND, 64),
                () -> new ArrowType.Date(DateUnit.DAY));
        return types.get(random.nextInt(types.size())).get();
    }

    /** A type whose values compare with those of {@code type}. */
    private ArrowType relative(ArrowType type) {
        if (type instanceof ArrowType.Int) {
            return random.nextInt(4) == 0 ? decimal() : integer();
        }
        if (type instanceof ArrowType.Decimal) {
            return decimal();
        }
        if (type instanceof ArrowType.FloatingPoint) {
            return floating();
        }
        if (type instanceof ArrowType.Timestamp) {
            return new ArrowType.Timestamp(unit(), null);
        }
        if (type instanceof ArrowType.Time) {
            return new ArrowType.Time(TimeUnit.NANOSECOND, 64);
        }
        return type;
    }

    private ArrowType integer() {
        return new ArrowType.Int(8 << random.nextInt(4), true);
    }

    private ArrowType decimal() {
        return switch (random.nextInt(3)) {
            case 0 -> new ArrowType.Decimal(10, 2, 128);
            case 1 -> new ArrowType.Decimal(30, 5, 128);
            default -> new ArrowType.Decimal(40, 2, 256);
        };
    }

    private ArrowType floating() {
        return new ArrowType.FloatingPoint(
                random.nextBoolean() ? FloatingPointPrecision.SINGLE : FloatingPointPrecision.DOUBLE);
    }

    private static Field nullable(String name, ArrowType type) {
        return Field.nullable(name, type);
    }

    /** An index drawn with these weights. */
    private int weighted(int... weights) {
        int drawn = random.nextInt(IntStream.of(weights).sum());
        int index = 0;
        while (drawn >= weights[index]) {
            drawn -= weights[index++];
        }
        return index;
    }
}
