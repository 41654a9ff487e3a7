package io.godwit.pitjoin;

import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The oracle: every label looks at every feature row, in arithmetic without bounds. */
final class NestedLoopJoin {
    /** One feature table: its rows, their sequence numbers, and how they are joined. */
    record Feature(InMemoryTable table, List<Long> sequenceNumbers, FeatureJoin join) {}

    private static final BigInteger NANOS_PER_DAY = BigInteger.valueOf(86_400_000_000_000L);

    private final InMemoryTable labels;
    private final List<Integer> labelColumns;
    private final List<Feature> features;

    NestedLoopJoin(InMemoryTable labels, List<Integer> labelColumns, List<Feature> features) {
        this.labels = labels;
        this.labelColumns = labelColumns;
        this.features = features;
    }

    List<List<Object>> rows() {
        List<List<Object>> result = new ArrayList<>();
        for (List<Object> label : labels.rows()) {
            List<List<Object>> partial = List.of(pick(label, labelColumns));
            for (Feature feature : features) {
                partial = extend(partial, label, feature);
            }
            result.addAll(partial);
        }
        return result;
    }

    private static List<Object> pick(List<Object> row, List<Integer> columns) {
        List<Object> picked = new ArrayList<>();
        for (int column : columns) {
            Object value = row.get(column);
            picked.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
        }
        return picked;
    }

    private List<List<Object>> extend(List<List<Object>> partial, List<Object> label, Feature feature) {
        List<List<Object>> matches = matches(label, feature);
        List<List<Object>> result = new ArrayList<>();
        for (List<Object> left : partial) {
            for (List<Object> right : matches) {
                List<Object> row = new ArrayList<>(left);
                row.addAll(right);
                result.add(row);
            }
        }
        return result;
    }

    private List<List<Object>> matches(List<Object> label, Feature feature) {
        FeatureJoin join = feature.join();
        List<Integer> candidates = new ArrayList<>();
        for (int row = 0; row < feature.table().rows().size(); row++) {
            if (sameKey(label, feature, row) && (join.condition() == null || meetsBounds(label, feature, row))) {
                candidates.add(row);
            }
        }
        if (candidates.isEmpty()) {
            return join.keepUnmatched()
                    ? List.of(Arrays.asList(new Object[join.columns().size()]))
                    : List.of();
        }
        if (join.condition() == null) {
            return candidates.stream()
                    .map(row -> pick(feature.table().rows().get(row), join.columns()))
                    .toList();
        }
        List<Object> values = new ArrayList<>();
        for (int column : join.columns()) {
            values.add(best(label, feature, candidates, column));
        }
        return List.of(values);
    }

    private Object best(List<Object> label, Feature feature, List<Integer> candidates, int column) {
        boolean ignoresNulls = feature.join().condition().ignoreNullsColumns().contains(column);
        return candidates.stream()
                .filter(row -> !ignoresNulls || feature.table().rows().get(row).get(column) != null)
                .max(order(label, feature))
                .map(row ->
                        pick(feature.table().rows().get(row), List.of(column)).get(0))
                .orElse(null);
    }

    private Comparator<Integer> order(List<Object> label, Feature feature) {
        MatchCondition condition = feature.join().condition();
        return byEvent(label, feature)
                .thenComparing(row -> condition.ingestionTimeColumn().isEmpty()
                        ? BigInteger.ZERO
                        : nullsFirst(
                                feature, row, condition.ingestionTimeColumn().getAsInt()))
                .thenComparing(row -> feature.sequenceNumbers().get(row))
                .thenComparing(row -> encoding(feature, row), Arrays::compareUnsigned);
    }

    private static BigInteger nullsFirst(Feature feature, int row, int column) {
        Object value = feature.table().rows().get(row).get(column);
        return value == null ? BigInteger.valueOf(Long.MIN_VALUE) : BigInteger.valueOf((Long) value);
    }

    private Comparator<Integer> byEvent(List<Object> label, Feature feature) {
        MatchCondition condition = feature.join().condition();
        Comparator<Integer> byTime =
                Comparator.comparing(row -> featureNanos(feature, row, condition.eventTimeColumn()));
        if (condition.direction() == Direction.LATEST) {
            return byTime;
        }
        if (condition.direction() == Direction.EARLIEST) {
            return byTime.reversed();
        }
        TimeBound anchor = condition.bounds().stream()
                .filter(bound -> bound.featureColumn() == condition.eventTimeColumn())
                .findFirst()
                .orElseThrow();
        BigInteger labelNanos = labelNanos(label, anchor.labelColumn());
        Comparator<Integer> byDistance =
                Comparator.comparing(row -> featureNanos(feature, row, condition.eventTimeColumn())
                        .subtract(labelNanos)
                        .abs());
        return byDistance.reversed().thenComparing(byTime.reversed());
    }

    private boolean sameKey(List<Object> label, Feature feature, int row) {
        for (KeyPair pair : feature.join().keys()) {
            Object one = canonical(labels.schema().getFields().get(pair.labelColumn()), label.get(pair.labelColumn()));
            Object two = canonical(
                    feature.table().schema().getFields().get(pair.featureColumn()),
                    feature.table().rows().get(row).get(pair.featureColumn()));
            if (one == null || !one.equals(two)) {
                return false;
            }
        }
        return true;
    }

    private static Object canonical(Field field, Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && !(value instanceof BigDecimal)) {
            if (number instanceof Double || number instanceof Float) {
                double wide = number.doubleValue();
                return wide == 0 ? (Object) 0.0 : (Object) wide;
            }
            if (field.getType() instanceof ArrowType.Int) {
                return new BigDecimal(number.longValue()).stripTrailingZeros();
            }
            return BigInteger.valueOf(number.longValue()).multiply(unit(field));
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
        }
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
    }

    private boolean meetsBounds(List<Object> label, Feature feature, int row) {
        MatchCondition condition = feature.join().condition();
        if (feature.table().rows().get(row).get(condition.eventTimeColumn()) == null) {
            return false;
        }
        TimeBound first = condition.bounds().stream()
                .filter(bound -> bound.featureColumn() == condition.eventTimeColumn())
                .findFirst()
                .orElseThrow();
        boolean onlyNames = condition.direction() == Direction.NEAREST
                && first.offset().months() == 0
                && first.offset().nanos() == 0;
        return label.get(first.labelColumn()) != null
                && condition.bounds().stream()
                        .allMatch(bound -> (onlyNames && bound.equals(first)) || meets(label, feature, row, bound));
    }

    private boolean meets(List<Object> label, Feature feature, int row, TimeBound bound) {
        if (label.get(bound.labelColumn()) == null) {
            return false;
        }
        if (feature.table().rows().get(row).get(bound.featureColumn()) == null) {
            return bound.nullPasses();
        }
        BigInteger moved = plusMonths(
                        labelNanos(label, bound.labelColumn()), bound.offset().months())
                .add(BigInteger.valueOf(bound.offset().nanos()));
        int order = featureNanos(feature, row, bound.featureColumn()).compareTo(moved);
        return switch (bound.comparison()) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    private static BigInteger plusMonths(BigInteger nanos, int months) {
        if (months == 0) {
            return nanos;
        }
        BigInteger ofDay = nanos.mod(NANOS_PER_DAY);
        long day = nanos.subtract(ofDay).divide(NANOS_PER_DAY).longValueExact();
        long moved = LocalDate.ofEpochDay(day).plusMonths(months).toEpochDay();
        return BigInteger.valueOf(moved).multiply(NANOS_PER_DAY).add(ofDay);
    }

    private BigInteger labelNanos(List<Object> label, int column) {
        return BigInteger.valueOf((Long) label.get(column))
                .multiply(unit(labels.schema().getFields().get(column)));
    }

    private static BigInteger featureNanos(Feature feature, int row, int column) {
        return BigInteger.valueOf((Long) feature.table().rows().get(row).get(column))
                .multiply(unit(feature.table().schema().getFields().get(column)));
    }

    private static BigInteger unit(Field field) {
        if (field.getType() instanceof ArrowType.Timestamp timestamp) {
            return unit(timestamp.getUnit());
        }
        if (field.getType() instanceof ArrowType.Time time) {
            return unit(time.getUnit());
        }
        if (field.getType() instanceof ArrowType.Date date) {
            return date.getUnit() == DateUnit.DAY ? NANOS_PER_DAY : unit(TimeUnit.MILLISECOND);
        }
        return BigInteger.ONE;
    }

    private static BigInteger unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> BigInteger.valueOf(1_000_000_000);
            case MILLISECOND -> BigInteger.valueOf(1_000_000);
            case MICROSECOND -> BigInteger.valueOf(1_000);
            case NANOSECOND -> BigInteger.ONE;
        };
    }

    private static byte[] encoding(Feature feature, int row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (int column : feature.join().columns()) {
                encode(
                        feature.table().schema().getFields().get(column),
                        feature.table().rows().get(row).get(column),
                        out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void encode(Field field, Object value, DataOutputStream out) throws IOException {
        out.write(value == null ? 0 : 1);
        if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        } else if (value instanceof byte[] binary) {
            out.writeInt(binary.length);
            out.write(binary);
        } else if (value instanceof Double number) {
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean bit) {
            out.write(bit ? 1 : 0);
        } else if (value instanceof BigDecimal decimal) {
            byte[] unscaled = decimal.unscaledValue().toByteArray();
            for (int i = unscaled.length; i < 16; i++) {
                out.write(decimal.signum() < 0 ? 0xff : 0);
            }
            out.write(unscaled);
        } else if (value instanceof List<?> values) {
            if (field.getType() instanceof ArrowType.List) {
                out.writeInt(values.size());
            }
            for (int i = 0; i < values.size(); i++) {
                encode(field.getChildren().get(field.getChildren().size() == 1 ? 0 : i), values.get(i), out);
            }
        } else if (value instanceof Number number) {
            if (isFourBytes(field.getType())) {
                out.writeInt(number.intValue());
            } else {
                out.writeLong(number.longValue());
            }
        }
    }

    private static boolean isFourBytes(ArrowType type) {
        return (type instanceof ArrowType.Int integer && integer.getBitWidth() == 32)
                || (type instanceof ArrowType.Date date && date.getUnit() == DateUnit.DAY);
    }
}
