package io.godwit.pitjoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** What the README shows. */
class ArrowTableTest {
    private static final Schema SCHEMA = new Schema(List.of(
            Field.nullable("city", new ArrowType.Utf8()),
            Field.nullable("time", new ArrowType.Timestamp(TimeUnit.SECOND, null)),
            Field.nullable("value", new ArrowType.Int(64, true))));

    @Test
    void twoTablesJoinWithoutAServer() {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot labelBatch = ArrowRows.batch(
                        allocator, SCHEMA, List.of(row("AMS", 15L, 1L), row("BER", 15L, 2L), row("AMS", 25L, 3L)));
                VectorSchemaRoot older =
                        ArrowRows.batch(allocator, SCHEMA, List.of(row("AMS", 10L, 100L), row("AMS", 30L, 300L)));
                VectorSchemaRoot newer = ArrowRows.batch(allocator, SCHEMA, List.of(row("AMS", 20L, 200L)))) {
            ArrowTable labels = new ArrowTable(SCHEMA, List.of(labelBatch));
            ArrowTable features = new ArrowTable(SCHEMA, List.of(older, newer));

            TimeBound notAfter = new TimeBound(1, Comparison.LESS_OR_EQUAL, 1, TimeOffset.NONE, false);
            MatchCondition latest =
                    new MatchCondition(1, OptionalInt.empty(), Direction.LATEST, List.of(notAfter), List.of());
            FeatureJoin join =
                    new FeatureJoin("features", features, List.of(new KeyPair(0, 0)), latest, List.of(2), true);
            ExecutionContext context = ExecutionContext.standalone(allocator);
            try (JoinStream rows = PointInTimeJoin.open(context, labels.stream(), List.of(0, 2), List.of(join))) {
                assertThat(ArrowRows.drain(rows))
                        .containsExactly(row("AMS", 1L, 100L), row("BER", 2L, null), row("AMS", 3L, 200L));
            }
        }
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }
}
