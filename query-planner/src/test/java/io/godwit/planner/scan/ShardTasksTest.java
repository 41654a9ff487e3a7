package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.Shard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTasksTest {
    private static final Schema SCHEMA = new Schema(required(1, "id", Types.LongType.get()));

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
    }

    @Test
    void shardsOneAfterTheOtherAreTheWhole() {
        long seed = System.nanoTime();
        TableScan scan = someTable(new Random(seed), "t");
        List<@Nullable Object> whole = ids(scan);
        for (int count : new int[] {1, 2, 3, 7, 64}) {
            assertThat(all(scan, count, null))
                    .as("%d shards, seed %d", count, seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void aShuffleDealsEveryRowOnceInAnOrderThatHoweverManyReadersShare() {
        long seed = System.nanoTime();
        TableScan scan = someTable(new Random(seed), "t");
        Shard.Shuffle first = new Shard.Shuffle(seed, 0);
        List<@Nullable Object> epoch = all(scan, 1, first);
        assertThat(epoch).containsExactlyInAnyOrderElementsOf(ids(scan)).isNotEqualTo(ids(scan));
        for (int count : new int[] {1, 2, 5, 16}) {
            assertThat(all(scan, count, first))
                    .as("%d shards, seed %d", count, seed)
                    .isEqualTo(epoch);
        }
        assertThat(all(scan, 2, new Shard.Shuffle(seed, 1))).isNotEqualTo(epoch);
        assertThat(all(scan, 2, new Shard.Shuffle(seed + 1, 0))).isNotEqualTo(epoch);
    }

    @Test
    void shardsAreEvenWhereNothingIsFiltered() {
        Table table = lake.create("even", SCHEMA);
        TestLake.append(table, FileFormat.PARQUET, null, TestLake.ids(SCHEMA, 0, 1000));
        TestLake.append(table, FileFormat.PARQUET, null, TestLake.ids(SCHEMA, 1000, 1010));
        TableScan scan = TableScan.of(lake.pin("even"));
        for (int index = 0; index < 8; index++) {
            assertThat(ids(scan.shard(new Shard(index, 8, null)))).hasSizeBetween(126, 127);
        }
    }

    @Test
    void moreShardsThanRowsLeaveSomeEmpty() {
        Table table = lake.create("small", SCHEMA);
        TestLake.append(table, FileFormat.PARQUET, null, TestLake.ids(SCHEMA, 0, 3));
        TableScan scan = TableScan.of(lake.pin("small"));
        assertThat(all(scan, 10, null)).isEqualTo(ids(scan));
        assertThat(all(scan, 10, new Shard.Shuffle(1, 1))).containsExactlyInAnyOrderElementsOf(ids(scan));
        lake.create("empty", SCHEMA);
        assertThat(all(TableScan.of(lake.pin("empty")), 3, new Shard.Shuffle(1, 1)))
                .isEmpty();
    }

    /** Files of all formats and uneven sizes, some rows deleted, some filtered. */
    private TableScan someTable(Random random, String name) {
        Table table = lake.create(name, SCHEMA, PartitionSpec.unpartitioned(), 2);
        FileFormat[] formats = {FileFormat.PARQUET, FileFormat.PARQUET, FileFormat.AVRO, FileFormat.ORC};
        int next = 0;
        for (int file = 0; file < 6; file++) {
            int rows = 1 + random.nextInt(file == 0 ? 5000 : 400);
            DataFile written = TestLake.append(
                    table, formats[random.nextInt(formats.length)], null, TestLake.ids(SCHEMA, next, next + rows));
            if (random.nextBoolean()) {
                TestLake.deletePositions(table, written, positions(random, rows));
            }
            next += rows;
        }
        return TableScan.of(lake.pin(name)).filter(Expressions.greaterThan("id", random.nextInt(40)));
    }

    private static long[] positions(Random random, int rows) {
        HashSet<Long> positions = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            positions.add((long) random.nextInt(rows));
        }
        return positions.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private List<@Nullable Object> all(TableScan scan, int count, Shard.@Nullable Shuffle shuffle) {
        List<@Nullable Object> ids = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            ids.addAll(ids(scan.shard(new Shard(index, count, shuffle))));
        }
        return ids;
    }

    private List<@Nullable Object> ids(TableScan scan) {
        return Rows.of(scan.open(scope.context())).column(0);
    }
}
