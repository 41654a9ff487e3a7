package io.godwit.server.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.PreparedQuery;
import io.godwit.server.session.Caller;
import io.godwit.server.session.Session;
import io.godwit.server.session.Sessions;
import io.godwit.server.statement.PreparedStatements;
import io.godwit.server.statement.QueryFailure;
import io.godwit.server.statement.Statements;
import io.godwit.server.ticket.TicketSealer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers DoAction. Results of Flight SQL's actions come wrapped in {@code Any}, those of Flight's own do not. */
final class Actions {
    private static final Map<String, String> KNOWN = Map.of(
            "CreatePreparedStatement", "Plans a statement and returns a handle to run it by.",
            "ClosePreparedStatement", "Forgets the handle of a prepared statement.",
            "CancelQuery", "Cancels a query by its FlightInfo (deprecated; use CancelFlightInfo).",
            "CancelFlightInfo", "Cancels a query by its FlightInfo.",
            "RenewFlightEndpoint", "Extends the time during which an endpoint's ticket can be fetched.",
            "SetSessionOptions",
                    "Sets options of the session: catalog, schema, time_zone, shards, shard, shuffle, compression, dictionary.",
            "GetSessionOptions", "Returns the options of the session.",
            "CloseSession", "Ends the session, with its temporary tables and prepared statements.",
            "godwit.status", "Says as JSON what runs, what is queued, and what waits for its client.");

    /** Newer clients read {@code is_update} here; the generated classes of this Arrow release do not know it yet. */
    private static final int IS_UPDATE_FIELD = 4;

    private final Statements statements;
    private final PreparedStatements prepared;
    private final Sessions sessions;
    private final TicketSealer sealer;
    private final StatusAnswer status;

    Actions(
            Statements statements,
            PreparedStatements prepared,
            Sessions sessions,
            TicketSealer sealer,
            StatusAnswer status) {
        this.statements = statements;
        this.prepared = prepared;
        this.sessions = sessions;
        this.sealer = sealer;
        this.status = status;
    }

    List<Flight.ActionType> known() {
        List<Flight.ActionType> types = new ArrayList<>();
        KNOWN.keySet().stream()
                .sorted()
                .forEach(type -> types.add(Flight.ActionType.newBuilder()
                        .setType(type)
                        .setDescription(KNOWN.get(type))
                        .build()));
        return types;
    }

    /** Whether it waits for nothing, so that it needs no thread of its own. */
    boolean isQuick(Flight.Action action) {
        return action.getType().equals("ClosePreparedStatement");
    }

    List<Flight.Result> run(Caller caller, Flight.Action action) {
        return switch (action.getType()) {
            case "CreatePreparedStatement" ->
                wrapped(prepare(
                        caller,
                        Command.parse(action.getBody()).as(FlightSql.ActionCreatePreparedStatementRequest.class)));
            case "ClosePreparedStatement" ->
                closePrepared(Command.parse(action.getBody()).as(FlightSql.ActionClosePreparedStatementRequest.class));
            case "CancelQuery" ->
                wrapped(cancelQuery(Command.parse(action.getBody()).as(FlightSql.ActionCancelQueryRequest.class)));
            case "CancelFlightInfo" ->
                plain(cancel(
                        body(action, Flight.CancelFlightInfoRequest.parser()).getInfo()));
            case "RenewFlightEndpoint" ->
                plain(renew(
                        body(action, Flight.RenewFlightEndpointRequest.parser()).getEndpoint()));
            case "SetSessionOptions" ->
                plain(setOptions(caller, body(action, Flight.SetSessionOptionsRequest.parser())));
            case "GetSessionOptions" -> plain(options(caller));
            case "CloseSession" -> plain(closeSession(caller));
            case "godwit.status" ->
                List.of(Flight.Result.newBuilder()
                        .setBody(ByteString.copyFromUtf8(status.json()))
                        .build());
            case "BeginTransaction", "EndTransaction", "BeginSavepoint", "EndSavepoint" ->
                throw unsupported(action, "there are no transactions; every statement stands alone (autocommit)");
            case "CreatePreparedSubstraitPlan" -> throw unsupported(action, "Substrait plans are not read; send SQL");
            default -> throw unsupported(action, "the actions are " + String.join(", ", KNOWN.keySet()));
        };
    }

    private FlightSql.ActionCreatePreparedStatementResult prepare(
            Caller caller, FlightSql.ActionCreatePreparedStatementRequest request) {
        FlightInfos.requireNoTransaction(request.getTransactionId());
        PreparedQuery query = plan(caller, request.getQuery());
        byte[] handle = statements.prepare(caller, query);
        boolean isUpdate = query.schema().getFields().isEmpty();
        Schema parameters = caller.bindsMilliseconds()
                ? MillisecondParameters.of(query.parameterSchema())
                : query.parameterSchema();
        return FlightSql.ActionCreatePreparedStatementResult.newBuilder()
                .setPreparedStatementHandle(ByteString.copyFrom(handle))
                .setDatasetSchema(isUpdate ? ByteString.EMPTY : SchemaBytes.of(FlightInfos.announced(caller, query)))
                .setParameterSchema(parameters.getFields().isEmpty() ? ByteString.EMPTY : SchemaBytes.of(parameters))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                IS_UPDATE_FIELD,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(isUpdate ? 1 : 0)
                                        .build())
                        .build())
                .build();
    }

    /**
     * UNIMPLEMENTED would tell ADBC that there are no prepared statements at all; it would then go another way and hide
     * what was wrong with this one.
     */
    private PreparedQuery plan(Caller caller, String sql) {
        try {
            return statements.plan(caller, sql);
        } catch (QueryFailure failure) {
            if (failure.getCause() instanceof GodwitException cause && cause.code() == ErrorCode.UNSUPPORTED) {
                throw new QueryFailure(
                        failure.queryId(),
                        new GodwitException(ErrorCode.INVALID_ARGUMENT, String.valueOf(cause.getMessage()), cause));
            }
            throw failure;
        }
    }

    private List<Flight.Result> closePrepared(FlightSql.ActionClosePreparedStatementRequest request) {
        prepared.close(request.getPreparedStatementHandle().toByteArray());
        return List.of();
    }

    private FlightSql.ActionCancelQueryResult cancelQuery(FlightSql.ActionCancelQueryRequest request) {
        try {
            cancel(Flight.FlightInfo.parseFrom(request.getInfo()));
        } catch (InvalidProtocolBufferException e) {
            throw malformed("CancelQuery", e);
        }
        return FlightSql.ActionCancelQueryResult.newBuilder()
                .setResult(FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_CANCELLED)
                .build();
    }

    private Flight.CancelFlightInfoResult cancel(Flight.FlightInfo info) {
        ByteString polled = info.getFlightDescriptor().getCmd();
        if (TicketSealer.isSealed(polled.toByteArray())) {
            statements.cancel(sealer.open(polled.toByteArray()));
        } else if (info.getEndpointCount() == 0) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "The FlightInfo has no endpoint; pass it as GetFlightInfo returned it");
        }
        info.getEndpointList()
                .forEach(endpoint -> statements.cancel(
                        sealer.open(endpoint.getTicket().getTicket().toByteArray())));
        return Flight.CancelFlightInfoResult.newBuilder()
                .setStatus(Flight.CancelStatus.CANCEL_STATUS_CANCELLED)
                .build();
    }

    private Flight.FlightEndpoint renew(Flight.FlightEndpoint endpoint) {
        var renewed =
                statements.renew(sealer.open(endpoint.getTicket().getTicket().toByteArray()));
        return endpoint.toBuilder()
                .setTicket(Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(sealer.seal(renewed))))
                .setExpirationTime(FlightInfos.timestamp(renewed.issue().expiry()))
                .build();
    }

    private Flight.SetSessionOptionsResult setOptions(Caller caller, Flight.SetSessionOptionsRequest request) {
        Session session = caller.session();
        Flight.SetSessionOptionsResult.Builder result = Flight.SetSessionOptionsResult.newBuilder();
        statements
                .changes(caller, SessionOptions.texts(request))
                .forEach((name, value) -> session.set(name, value)
                        .ifPresent(error -> result.putErrors(name, SessionOptions.error(error))));
        String cookie = CallerInterceptor.SESSION_COOKIE + "=" + sessions.grantCookie(session);
        caller.responseHeaders().add("set-cookie", cookie + "; HttpOnly; SameSite=Strict");
        return result.build();
    }

    private static Flight.GetSessionOptionsResult options(Caller caller) {
        Flight.GetSessionOptionsResult.Builder result = Flight.GetSessionOptionsResult.newBuilder();
        caller.session()
                .options()
                .forEach((name, value) -> result.putSessionOptions(name, SessionOptions.value(value)));
        return result.build();
    }

    private Flight.CloseSessionResult closeSession(Caller caller) {
        sessions.close(caller.session());
        return Flight.CloseSessionResult.newBuilder()
                .setStatus(Flight.CloseSessionResult.Status.CLOSED)
                .build();
    }

    private static <T> T body(Flight.Action action, Parser<T> parser) {
        try {
            return parser.parseFrom(action.getBody());
        } catch (InvalidProtocolBufferException e) {
            throw malformed(action.getType(), e);
        }
    }

    private static GodwitException malformed(String action, InvalidProtocolBufferException cause) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT, "The body of " + action + " is malformed: " + cause.getMessage(), cause);
    }

    private static GodwitException unsupported(Flight.Action action, String reason) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED, "The action " + action.getType() + " is not supported: " + reason);
    }

    private static List<Flight.Result> wrapped(Message message) {
        return List.of(Flight.Result.newBuilder()
                .setBody(Any.pack(message).toByteString())
                .build());
    }

    private static List<Flight.Result> plain(Message message) {
        return List.of(
                Flight.Result.newBuilder().setBody(message.toByteString()).build());
    }
}
