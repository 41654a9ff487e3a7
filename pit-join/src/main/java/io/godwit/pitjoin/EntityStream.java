package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.key.KeyCodings;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Labels made up from a feature table: each of its entities once, as it is first met, beside the same instants. */
final class EntityStream implements BatchStream {
    private final ExecutionContext context;
    private final FeatureSource source;
    private final List<Integer> entityColumns;
    private final LabelBounds bounds;
    private final VectorSchemaRoot instants;
    private final Schema schema;
    private final KeyIndex seen;
    private final Reservation charge;
    private @Nullable BatchStream rows;
    private int[] groups = new int[0];

    /** Takes over {@code instants}, a batch of one row. */
    EntityStream(
            ExecutionContext context,
            FeatureSource source,
            List<Integer> entityColumns,
            LabelBounds bounds,
            VectorSchemaRoot instants) {
        this.context = context;
        this.source = source;
        this.entityColumns = entityColumns;
        this.bounds = bounds;
        this.instants = instants;
        this.schema = schemaOf(instants, source, entityColumns);
        this.seen = KeyIndex.of(entityColumns.stream()
                .map(column -> source.schema().getFields().get(column))
                .map(field -> KeyCodings.of(field, field).label())
                .toList());
        this.charge = new Reservation(context.memory(), "the entities of a feature table");
    }

    static Schema schemaOf(VectorSchemaRoot instants, FeatureSource source, List<Integer> entityColumns) {
        List<Field> fields = new ArrayList<>(instants.getSchema().getFields());
        entityColumns.forEach(column -> fields.add(source.schema().getFields().get(column)));
        return new Schema(fields);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        if (rows == null) {
            rows = source.read(context, entityColumns, bounds);
        }
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            try (VectorSchemaRoot owned = batch) {
                context.cancellation().check();
                VectorSchemaRoot entities = newEntities(owned);
                if (entities != null) {
                    return entities;
                }
            }
        }
        return null;
    }

    private @Nullable VectorSchemaRoot newEntities(VectorSchemaRoot batch) {
        int rowCount = batch.getRowCount();
        groups = groups.length < rowCount ? new int[rowCount] : groups;
        int known = seen.groupCount();
        List<FieldVector> keys = batch.getFieldVectors().subList(0, entityColumns.size());
        seen.add(keys, rowCount, groups);
        charge.resize(seen.heldBytes());
        long[] locations = new long[seen.groupCount() - known];
        int found = 0;
        for (int row = 0; row < rowCount; row++) {
            if (groups[row] == known + found) {
                locations[found++] = RowLocations.of(0, row);
            }
        }
        return found == 0 ? null : labels(keys, locations);
    }

    private VectorSchemaRoot labels(List<FieldVector> keys, long[] locations) {
        VectorSchemaRoot labels = VectorSchemaRoot.create(schema, context.allocator());
        try {
            int instantColumns = instants.getFieldVectors().size();
            long[] sameRow = new long[locations.length];
            for (int column = 0; column < schema.getFields().size(); column++) {
                boolean isInstant = column < instantColumns;
                FieldVector from = isInstant ? instants.getVector(column) : keys.get(column - instantColumns);
                GatherRows.gather(
                        List.of(from), isInstant ? sameRow : locations, 0, locations.length, labels.getVector(column));
            }
            labels.setRowCount(locations.length);
            return labels;
        } catch (RuntimeException | Error e) {
            labels.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
        instants.close();
        charge.close();
    }
}
