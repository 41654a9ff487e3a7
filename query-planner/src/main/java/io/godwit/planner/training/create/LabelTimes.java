package io.godwit.planner.training.create;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.ColumnStatistics;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.rel.TableColumn;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.statement.DatasetQuery;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** The greatest label times a version had, in the unit of the feature time they are compared with. */
final class LabelTimes {
    private final Catalogs catalogs;
    private final Manifest base;
    private final DatasetQuery query;

    LabelTimes(Catalogs catalogs, Manifest base, DatasetQuery query) {
        this.catalogs = catalogs;
        this.base = base;
        this.query = query;
    }

    /** Not less than any label time there was, or null when that cannot be told. */
    @Nullable
    Long greatest(ExecutionContext context, TableColumn label, Type type) {
        if (label.relation() instanceof Relation.Pinned pinned) {
            return ofTable(pinned.table(), label.name(), type);
        } else if (label.relation() instanceof Relation.Uploaded uploaded) {
            return ofFrame(context, uploaded.frame(), label.name(), type);
        }
        return null;
    }

    private @Nullable Long ofTable(PinnedTable now, String column, Type type) {
        NestedField field = now.schema().findField(column);
        if (field == null || !field.type().typeId().equals(type.typeId())) {
            return null;
        }
        return base.tables().stream()
                .filter(source -> source.catalog().equals(now.name().catalog())
                        && source.identifier().equals(now.name().identifier().toString())
                        && source.version().equals(now.version().text())
                        && source.hasSnapshot())
                .findFirst()
                .map(source -> catalogs.pin(source.asPin()).statistics().column(field.fieldId()))
                .map(ColumnStatistics::max)
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).longValue())
                .orElse(null);
    }

    private @Nullable Long ofFrame(ExecutionContext context, Frame frame, String column, Type type) {
        boolean kept = query.statement().temporaryTables().all().stream()
                .anyMatch(each -> each.id().equals(frame.id()));
        int index = frame.schema().getFields().indexOf(frame.schema().findField(column));
        Field field = frame.schema().getFields().get(index);
        if (!kept || !(field.getType() instanceof ArrowType.Timestamp timestamp)) {
            return null;
        }
        long greatest = Long.MIN_VALUE;
        try (BatchStream times = frame.read(context, List.of(index))) {
            for (VectorSchemaRoot batch = times.next(); batch != null; batch = times.next()) {
                try (VectorSchemaRoot owned = batch) {
                    greatest = Math.max(greatest, greatest((TimeStampVector) owned.getVector(0)));
                }
            }
        }
        TimeUnit unit = switch (timestamp.getUnit()) {
            case SECOND -> TimeUnit.SECONDS;
            case MILLISECOND -> TimeUnit.MILLISECONDS;
            case MICROSECOND -> TimeUnit.MICROSECONDS;
            case NANOSECOND -> TimeUnit.NANOSECONDS;
        };
        return switch (type.typeId()) {
            case TIMESTAMP -> roundedUp(greatest, unit);
            case TIMESTAMP_NANO -> unit.toNanos(greatest);
            default -> null;
        };
    }

    private static long roundedUp(long time, TimeUnit unit) {
        return unit == TimeUnit.NANOSECONDS ? -Math.floorDiv(-time, 1000L) : unit.toMicros(time);
    }

    private static long greatest(TimeStampVector times) {
        long greatest = Long.MIN_VALUE;
        for (int row = 0; row < times.getValueCount(); row++) {
            if (!times.isNull(row)) {
                greatest = Math.max(greatest, times.get(row));
            }
        }
        return greatest;
    }

    /** Rounded towards the future and saturating. */
    static long plusNanos(long time, long nanos, Type type) {
        long offset = type.typeId() == Type.TypeID.TIMESTAMP_NANO ? nanos : -Math.floorDiv(-nanos, 1000L);
        long sum = time + offset;
        boolean overflowed = ((time ^ sum) & (offset ^ sum)) < 0;
        return overflowed ? (offset > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
    }
}
