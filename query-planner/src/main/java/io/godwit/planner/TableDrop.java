package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.operator.RowTable;
import io.godwit.planner.sql.text.Statement;
import io.godwit.planner.training.registry.KeptTables;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Drops what a query would read by that name: an uploaded frame of the session, else a table that no training dataset needs.
 * A table's files stay, for whoever still reads its snapshots.
 */
final class TableDrop {
    private static final Schema RECEIPT = new Schema(List.of(RowTable.text("table"), RowTable.text("outcome")));

    private final Catalogs catalogs;

    TableDrop(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    PreparedQuery prepare(String sql, Statement.DropTable drop, StatementContext statement, Pins pins) {
        return new ComputedQuery(
                sql,
                RECEIPT,
                ComputedQuery.NO_PARAMETERS,
                true,
                pins,
                "Drop table " + String.join(".", drop.name()),
                (run, parameters) -> drop(run, drop, statement));
    }

    private BatchStream drop(ExecutionContext context, Statement.DropTable drop, StatementContext statement) {
        List<String> parts = drop.name();
        if (parts.size() == 1 && statement.temporaryTables().drop(parts.get(0))) {
            return receipt(context, parts.get(0), "DROPPED");
        }
        Optional<TableName> table = table(drop, statement);
        boolean dropped = table.isPresent() && new KeptTables(catalogs).drop(table.get());
        if (!dropped && !drop.ifExists()) {
            throw catalogs.notFound(parts, statement.catalog(), statement.namespace());
        }
        String name = table.map(TableName::toString).orElseGet(() -> String.join(".", parts));
        return receipt(context, name, dropped ? "DROPPED" : "MISSING");
    }

    private Optional<TableName> table(Statement.DropTable drop, StatementContext statement) {
        Optional<Catalogs.ResolvedName> found =
                catalogs.resolve(drop.name(), statement.catalog(), statement.namespace());
        found.ifPresent(TableDrop::refuseView);
        return found.map(Catalogs.ResolvedName::name);
    }

    private static void refuseView(Catalogs.ResolvedName found) {
        if (found.isView()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, found.name() + " is a view and not a table; write DROP VIEW");
        }
    }

    private static BatchStream receipt(ExecutionContext context, String table, String outcome) {
        return new RowTable(RECEIPT).add(table, outcome).stream(context);
    }
}
