package io.godwit.server.flight;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.QueryPlanner;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.temporary.ColumnNames;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.temporary.SessionFrames;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.Queries;
import io.godwit.server.stream.UploadStream;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableExistsOption;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableNotExistOption;

/** Stores what a client uploads as a table, all rows or none: a temporary one is its session's, others are the lake's. */
final class Ingests {
    private static final String SNAPSHOT_HEADER = "godwit-snapshot-id";

    private final QueryPlanner planner;
    private final Queries queries;

    Ingests(QueryPlanner planner, Queries queries) {
        this.planner = planner;
        this.queries = queries;
    }

    /** How many rows were stored. */
    long ingest(Caller caller, CommandStatementIngest command, UploadStream upload) {
        FlightInfos.requireNoTransaction(command.getTransactionId());
        WriteMode mode = mode(command.getTableDefinitionOptions());
        return queries.run(
                Queries.newId(), caller.cancellation(), query -> store(query.context(), caller, command, mode, upload));
    }

    private long store(
            ExecutionContext context,
            Caller caller,
            CommandStatementIngest command,
            WriteMode mode,
            UploadStream upload) {
        ColumnNames.require(upload.schema());
        return command.getTemporary()
                ? temporary(context, caller.session().frames(), command.getTable(), mode, upload)
                : lasting(context, caller, command, mode, upload);
    }

    private static long temporary(
            ExecutionContext context, SessionFrames frames, String name, WriteMode mode, UploadStream upload) {
        return switch (mode) {
            case CREATE -> frames.create(context, name, upload).rowCount();
            case REPLACE -> frames.replace(context, name, upload).rowCount();
            case APPEND -> append(context, frames, name, upload);
            case CREATE_OR_APPEND ->
                frames.find(name).isPresent()
                        ? append(context, frames, name, upload)
                        : frames.create(context, name, upload).rowCount();
        };
    }

    private static long append(ExecutionContext context, SessionFrames frames, String name, UploadStream upload) {
        long before = frames.find(name).map(Frame::rowCount).orElse(0L);
        return frames.append(context, name, upload).rowCount() - before;
    }

    private long lasting(
            ExecutionContext context,
            Caller caller,
            CommandStatementIngest command,
            WriteMode mode,
            UploadStream upload) {
        WriteReceipt receipt = planner.write(context, upload, target(caller, command), mode);
        caller.responseHeaders().add(SNAPSHOT_HEADER, String.valueOf(receipt.snapshotId()));
        return receipt.rowCount();
    }

    private static TableName target(Caller caller, CommandStatementIngest command) {
        StatementContext context = caller.session().statementContext();
        List<String> namespace = command.hasSchema() && !command.getSchema().isEmpty()
                ? Arrays.asList(command.getSchema().split("\\.", -1))
                : context.namespace();
        if (namespace.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Say in which schema to put \"" + command.getTable()
                            + "\": db_schema_name=… in adbc_ingest, schema=… in to_sql, or the session option schema");
        }
        String catalog =
                command.hasCatalog() && !command.getCatalog().isEmpty() ? command.getCatalog() : context.catalog();
        return TableName.of(catalog, namespace, command.getTable());
    }

    private static WriteMode mode(TableDefinitionOptions options) {
        boolean create = options.getIfNotExist() == TableNotExistOption.TABLE_NOT_EXIST_OPTION_CREATE;
        boolean mustExist = options.getIfNotExist() == TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL;
        TableExistsOption ifExists = options.getIfExists();
        if (create && ifExists == TableExistsOption.TABLE_EXISTS_OPTION_FAIL) {
            return WriteMode.CREATE;
        }
        if (create && ifExists == TableExistsOption.TABLE_EXISTS_OPTION_REPLACE) {
            return WriteMode.REPLACE;
        }
        if (ifExists == TableExistsOption.TABLE_EXISTS_OPTION_APPEND && (create || mustExist)) {
            return create ? WriteMode.CREATE_OR_APPEND : WriteMode.APPEND;
        }
        throw new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The ingest asks for %s and %s; the modes are create, append, replace and create_append"
                        .formatted(options.getIfNotExist(), ifExists));
    }
}
