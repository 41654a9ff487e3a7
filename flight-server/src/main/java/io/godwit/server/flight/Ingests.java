package io.godwit.server.flight;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.temporary.SessionFrames;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.Queries;
import io.godwit.server.statement.Query;
import io.godwit.server.statement.QueryFailure;
import io.godwit.server.stream.UploadStream;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableExistsOption;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableNotExistOption;

/** Stores what a client uploads as a table: a temporary one is its session's. */
final class Ingests {
    private final Queries queries;

    Ingests(Queries queries) {
        this.queries = queries;
    }

    /** How many rows were stored, all of them or none. */
    long ingest(Caller caller, CommandStatementIngest command, UploadStream upload) {
        FlightInfos.requireNoTransaction(command.getTransactionId());
        if (!command.getTemporary()) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "Only temporary tables can be uploaded; ingest with temporary=True, then read it by its name \""
                            + command.getTable() + "\"");
        }
        String queryId = queries.newId();
        try (Query query = queries.begin(queryId, caller.cancellation())) {
            return temporary(query.context(), caller.session().frames(), command, upload);
        } catch (RuntimeException e) {
            throw new QueryFailure(queryId, e);
        }
    }

    private static long temporary(
            ExecutionContext context, SessionFrames frames, CommandStatementIngest command, UploadStream upload) {
        String name = command.getTable();
        TableDefinitionOptions options = command.getTableDefinitionOptions();
        boolean exists = frames.find(name).isPresent();
        if (!exists) {
            requireMayCreate(options.getIfNotExist(), name);
        }
        long before = frames.find(name).map(Frame::rowCount).orElse(0L);
        return switch (options.getIfExists()) {
            case TABLE_EXISTS_OPTION_REPLACE ->
                frames.replace(context, name, upload, upload.dictionaries()).rowCount();
            case TABLE_EXISTS_OPTION_APPEND ->
                exists
                        ? frames.append(context, name, upload, upload.dictionaries())
                                        .rowCount()
                                - before
                        : frames.create(context, name, upload, upload.dictionaries())
                                .rowCount();
            case TABLE_EXISTS_OPTION_FAIL ->
                frames.create(context, name, upload, upload.dictionaries()).rowCount();
            case TABLE_EXISTS_OPTION_UNSPECIFIED, UNRECOGNIZED -> throw unspecified(TableExistsOption.class);
        };
    }

    private static void requireMayCreate(TableNotExistOption option, String name) {
        switch (option) {
            case TABLE_NOT_EXIST_OPTION_CREATE -> {}
            case TABLE_NOT_EXIST_OPTION_FAIL ->
                throw new GodwitException(
                        ErrorCode.NOT_FOUND,
                        "There is no temporary table \"" + name
                                + "\" to append to; ingest with mode create or create_append");
            case TABLE_NOT_EXIST_OPTION_UNSPECIFIED, UNRECOGNIZED -> throw unspecified(TableNotExistOption.class);
        }
    }

    private static GodwitException unspecified(Class<?> option) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT, "The ingest does not say " + option.getSimpleName() + "; set its mode");
    }
}
