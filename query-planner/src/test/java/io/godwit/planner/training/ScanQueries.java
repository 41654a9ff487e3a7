package io.godwit.planner.training;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.rel.Growth;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.QueryRunner;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A language of two statements, enough to make datasets of: {@code scan shop.prices: sku, price} reads columns of a table,
 * {@code frame labels} reads an uploaded frame.
 */
public final class ScanQueries implements QueryRunner {
    private final Catalogs catalogs;

    ScanQueries(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    /** Binds the statement's table to what it is now. */
    public DatasetQuery plan(ExecutionContext context, String sql, StatementContext statement) {
        if (sql.startsWith("frame ")) {
            Frame frame = statement.temporaryTables().find(sql.substring(6)).orElseThrow();
            Pins pins = new Pins(Instant.EPOCH, List.of(), List.of(frame.id()));
            PreparedQuery query = prepare(context, sql, statement.withPins(pins));
            return new DatasetQuery(sql, query, Parameters.NONE, statement, List.of());
        }
        TableName name = catalogs.resolve(List.of(tableOf(sql).split("\\.")), "lake", List.of())
                .orElseThrow()
                .name();
        PinnedTable table = catalogs.pin(name, TableVersion.CURRENT);
        Pins pins = new Pins(Instant.EPOCH, List.of(table.pin()), List.of());
        List<NestedField> columns = columnsOf(sql).stream()
                .map(column -> table.schema().findField(column))
                .toList();
        return new DatasetQuery(
                sql,
                prepare(context, sql, statement.withPins(pins)),
                Parameters.NONE,
                statement,
                List.of(new DatasetQuery.TableRead(table, columns, columns, Growth.UNKNOWN)));
    }

    @Override
    public PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement) {
        if (sql.startsWith("frame ")) {
            Frame frame = statement.temporaryTables().find(sql.substring(6)).orElseThrow();
            List<Integer> columns = IntStream.range(
                            0, frame.schema().getFields().size())
                    .boxed()
                    .toList();
            return new Planned(sql, frame.schema(), statement.pins(), running -> frame.read(running, columns));
        }
        PinnedTable table = catalogs.pin(statement.pins().tables().get(0));
        TableScan scan = TableScan.of(table).select(columnsOf(sql));
        return new Planned(sql, scan.schema(), statement.pins(), scan::open);
    }

    private static String tableOf(String sql) {
        return sql.substring("scan ".length(), sql.indexOf(':'));
    }

    private static List<String> columnsOf(String sql) {
        return List.of(sql.substring(sql.indexOf(':') + 1).strip().split(", "));
    }

    private interface Run {
        BatchStream open(ExecutionContext context);
    }

    private record Planned(String sql, Schema schema, Pins pins, Run run) implements PreparedQuery {
        @Override
        public Schema parameterSchema() {
            return new Schema(List.of());
        }

        @Override
        public boolean hasEffects() {
            return false;
        }

        @Override
        public boolean isReplayable() {
            return !sql.contains("random");
        }

        @Override
        public long estimatedRows() {
            return -1;
        }

        @Override
        public String explain() {
            return sql;
        }

        @Override
        public BatchStream execute(ExecutionContext context, Parameters parameters) {
            return run.open(context);
        }
    }
}
