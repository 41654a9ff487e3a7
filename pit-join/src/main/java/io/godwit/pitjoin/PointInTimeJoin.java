package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.VectorSlices;
import io.godwit.pitjoin.label.BoundsOfLabels;
import io.godwit.pitjoin.label.ChunkBudget;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.JoinLimits;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.MatchCondition;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Joins labels with any number of feature tables in one pass over the labels: point-in-time under a {@link
 * MatchCondition}, by plain equality without one.
 *
 * <p>The result has the chosen label columns, then each join's columns, in the order of the joins. Rows come in the order
 * of the labels, whatever the batches, files and threads; every label once, unless an inner join drops it or a static
 * table has several rows of its key (then in the source's order, the last join's rows varying fastest).
 */
public final class PointInTimeJoin {
    private PointInTimeJoin() {}

    /**
     * The schema of the result: columns of LEFT joins are nullable, others as in their table. Refuses joins whose keys or
     * times do not compare.
     */
    public static Schema outputSchema(Schema labels, List<Integer> labelColumns, List<FeatureJoin> joins) {
        return schemaOf(labels, labelColumns, plan(labels, joins));
    }

    /**
     * Opens the join. The stream takes over {@code labels} and closes it, also when opening fails; nothing is read before
     * the first {@link BatchStream#next()}.
     *
     * @param labelColumns label columns put out, indexes into the label schema
     */
    public static JoinStream open(
            ExecutionContext context, BatchStream labels, List<Integer> labelColumns, List<FeatureJoin> joins) {
        return open(context, labels, labelColumns, joins, JoinLimits.DEFAULT);
    }

    public static JoinStream open(
            ExecutionContext context,
            BatchStream labels,
            List<Integer> labelColumns,
            List<FeatureJoin> joins,
            JoinLimits limits) {
        try {
            List<FeaturePlan> plans = plan(labels.schema(), joins);
            Schema schema = schemaOf(labels.schema(), labelColumns, plans);
            return new PointInTimeJoinOperator(context, labels, List.copyOf(labelColumns), plans, schema, limits);
        } catch (RuntimeException | Error e) {
            labels.close();
            throw e;
        }
    }

    /**
     * Opens the latest row of every entity, without labels: what {@link #open} gives for labels that hold each entity of
     * the table once, with its matched row as the only columns. Entities without a match are left out, entities with a
     * null in their key too; rows come in the order in which the source first names their entity.
     *
     * @param instants one row of what the condition's bounds call label columns; the stream closes it
     * @param entityColumns the key, as columns of the feature table
     * @param features the feature table; it has no keys of its own
     */
    public static JoinStream openLatestPerEntity(
            ExecutionContext context, VectorSchemaRoot instants, List<Integer> entityColumns, FeatureJoin features) {
        EntityStream entities;
        List<KeyPair> keys = new ArrayList<>();
        try {
            FeaturePlan keyless = FeaturePlan.of(features, instants.getSchema());
            for (int key = 0; key < entityColumns.size(); key++) {
                keys.add(new KeyPair(instants.getFieldVectors().size() + key, entityColumns.get(key)));
            }
            entities = new EntityStream(
                    context,
                    features.source(),
                    List.copyOf(entityColumns),
                    boundsAt(context, instants, keyless),
                    instants);
        } catch (RuntimeException | Error e) {
            instants.close();
            throw e;
        }
        FeatureJoin keyed = new FeatureJoin(
                features.name(), features.source(), keys, features.condition(), features.columns(), false);
        return open(context, entities, List.of(), List.of(keyed));
    }

    private static LabelBounds boundsAt(ExecutionContext context, VectorSchemaRoot instants, FeaturePlan plan) {
        try (LabelChunk chunk =
                new LabelChunk(instants.getSchema(), List.of(plan), new ChunkBudget(context, List.of(plan)))) {
            chunk.add(VectorSlices.slice(instants, 0, instants.getRowCount()));
            return BoundsOfLabels.derive(plan, chunk);
        }
    }

    private static List<FeaturePlan> plan(Schema labels, List<FeatureJoin> joins) {
        return joins.stream().map(join -> FeaturePlan.of(join, labels)).toList();
    }

    private static Schema schemaOf(Schema labels, List<Integer> labelColumns, List<FeaturePlan> plans) {
        List<Field> fields = new ArrayList<>();
        for (int column : labelColumns) {
            if (column >= labels.getFields().size()) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Label column %d was asked for; there are %d: %s"
                                .formatted(column, labels.getFields().size(), labels));
            }
            fields.add(labels.getFields().get(column));
        }
        plans.forEach(plan -> fields.addAll(plan.outputFields()));
        return new Schema(fields);
    }
}
