package io.godwit.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.sql.SqlLake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.TableScan;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Join orders of TPC-H queries, from what the manifests of scale factor 1 say; there are no data files behind them. */
class JoinOrderTest {
    private static final Path QUERIES = Path.of("..", "bench", "godwit_bench", "workloads", "tpch");
    private static final Type DATE = Types.DateType.get();
    private static final Type TEXT = Types.StringType.get();
    private static final Type MONEY = Types.DecimalType.of(15, 2);

    /** A column and the bounds of its whole numbers, or of its days; other columns have none. */
    private record Column(String name, Type type, long min, long max) {
        static Column key(String name, long min, long max) {
            return new Column(name, Types.LongType.get(), min, max);
        }

        static Column of(String name, Type type) {
            return new Column(name, type, 1, 0);
        }

        boolean hasBounds() {
            return min <= max;
        }

        ByteBuffer bound(long value) {
            return Conversions.toByteBuffer(type, type.equals(DATE) ? (Object) (int) value : (Object) value);
        }
    }

    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        ((SupportsNamespaces) lake.lake().catalog()).createNamespace(Namespace.of("shop"));
        table("region", 5, Column.key("r_regionkey", 0, 4), Column.of("r_name", TEXT));
        table(
                "nation",
                25,
                Column.key("n_nationkey", 0, 24),
                Column.of("n_name", TEXT),
                Column.key("n_regionkey", 0, 4));
        table("supplier", 10_000, Column.key("s_suppkey", 1, 10_000), Column.key("s_nationkey", 0, 24));
        table("customer", 150_000, Column.key("c_custkey", 1, 150_000), Column.key("c_nationkey", 0, 24));
        table(
                "part",
                200_000,
                Column.key("p_partkey", 1, 200_000),
                Column.of("p_name", TEXT),
                Column.of("p_type", TEXT));
        table(
                "partsupp",
                800_000,
                Column.key("ps_partkey", 1, 200_000),
                Column.key("ps_suppkey", 1, 10_000),
                Column.of("ps_supplycost", MONEY));
        table(
                "orders",
                1_500_000,
                Column.key("o_orderkey", 1, 6_000_000),
                Column.key("o_custkey", 1, 149_999),
                new Column("o_orderdate", DATE, 8035, 10440));
        table(
                "lineitem",
                6_001_215,
                Column.key("l_orderkey", 1, 6_000_000),
                Column.key("l_partkey", 1, 200_000),
                Column.key("l_suppkey", 1, 10_000),
                Column.of("l_quantity", MONEY),
                Column.of("l_extendedprice", MONEY),
                Column.of("l_discount", MONEY));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void fiveMeetsTheRegionsSuppliersAndTheYearsOrdersInTheMiddle() throws IOException {
        assertThat(order("q05")).isEqualTo("((customer orders) (lineitem (supplier (nation region))))");
    }

    @Test
    void eightReadsTheRegionsOrdersAndTheFewParts() throws IOException {
        assertThat(order("q08")).isEqualTo("((part (lineitem (orders (customer (nation region))))) (supplier nation))");
    }

    @Test
    void nineJoinsLineItemsWithTheFewPartsBeforeItsSuppliersPrices() throws IOException {
        assertThat(order("q09")).isEqualTo("((((part lineitem) (supplier nation)) partsupp) orders)");
    }

    private String order(String query) throws IOException {
        String sql = Files.readString(QUERIES.resolve(query + ".sql")).replaceAll("\\{(\\w+)\\}", "$1");
        return order(((PlannedQuery) lake.prepare(sql)).plan());
    }

    private static String order(RelNode rel) {
        if (rel instanceof TableScan scan) {
            return ((Relation.Pinned) BoundTable.relationOf(scan))
                    .table()
                    .name()
                    .identifier()
                    .name();
        } else if (rel instanceof Join join) {
            return "(" + order(join.getLeft()) + " " + order(join.getRight()) + ")";
        }
        return order(rel.getInput(0));
    }

    private void table(String name, long rows, Column... columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        Map<Integer, ByteBuffer> low = new HashMap<>();
        Map<Integer, ByteBuffer> high = new HashMap<>();
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        for (Column column : columns) {
            int id = fields.size() + 1;
            fields.add(Types.NestedField.required(id, column.name(), column.type()));
            values.put(id, rows);
            nulls.put(id, 0L);
            if (column.hasBounds()) {
                low.put(id, column.bound(column.min()));
                high.put(id, column.bound(column.max()));
            }
        }
        Table table = lake.lake().catalog().createTable(TableIdentifier.of("shop", name), new Schema(fields));
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(table.location() + "/data/none.parquet")
                        .withFileSizeInBytes(1)
                        .withMetrics(new Metrics(rows, null, values, nulls, null, low, high))
                        .build())
                .commit();
    }
}
