package io.godwit.server.flight;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.MetadataView;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.QueryPlanner;
import io.godwit.planner.catalog.Quoted;
import io.godwit.server.metadata.MetadataAnswer;
import io.godwit.server.metadata.MetadataCommands;
import io.godwit.server.session.Caller;
import io.godwit.server.session.Session;
import io.godwit.server.statement.Announcement;
import io.godwit.server.statement.PreparedStatement;
import io.godwit.server.statement.PreparedStatements;
import io.godwit.server.statement.Statements;
import io.godwit.server.stream.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tells clients about results: schema, and at this very connection one endpoint, or as many as asked for, with the tickets to fetch them. */
final class FlightInfos {
    private final Statements statements;
    private final PreparedStatements prepared;
    private final QueryPlanner planner;

    FlightInfos(Statements statements, PreparedStatements prepared, QueryPlanner planner) {
        this.statements = statements;
        this.prepared = prepared;
        this.planner = planner;
    }

    Flight.FlightInfo info(Caller caller, Flight.FlightDescriptor descriptor) {
        if (descriptor.getType() == Flight.FlightDescriptor.DescriptorType.PATH) {
            return statementInfo(descriptor, statements.announce(caller, selectFrom(descriptor)));
        }
        Command command = Command.parse(descriptor.getCmd());
        return switch (command.name()) {
            case "CommandStatementQuery" ->
                statementInfo(
                        descriptor, statements.announce(caller, query(command).getQuery()));
            case "CommandPreparedStatementQuery" ->
                statementInfo(descriptor, statements.announce(caller, find(caller.session(), command)));
            default -> metadataInfo(descriptor, metadata(caller.session(), command));
        };
    }

    /** A query to run, and its parameters as an Arrow IPC stream. */
    record Planned(PreparedQuery query, ByteString parameters) {}

    /** The plan of what {@code descriptor} asks for; empty for metadata, which is not planned. */
    Optional<Planned> plan(Caller caller, Flight.FlightDescriptor descriptor) {
        if (descriptor.getType() == Flight.FlightDescriptor.DescriptorType.PATH) {
            return Optional.of(new Planned(statements.plan(caller, selectFrom(descriptor)), ByteString.EMPTY));
        }
        Command command = Command.parse(descriptor.getCmd());
        return switch (command.name()) {
            case "CommandStatementQuery" ->
                Optional.of(new Planned(statements.plan(caller, query(command).getQuery()), ByteString.EMPTY));
            case "CommandPreparedStatementQuery" -> {
                PreparedStatement statement = find(caller.session(), command);
                yield Optional.of(
                        new Planned(statements.plan(caller, statement.query().sql()), statement.parameters()));
            }
            default -> Optional.empty();
        };
    }

    /** Every table the caller sees, by path. Nothing is planned, so there is no ticket; GetFlightInfo gives one. */
    List<Flight.FlightInfo> tables(Caller caller) {
        MetadataView view = planner.metadata(caller.session().statementContext());
        List<Flight.FlightInfo> tables = new ArrayList<>();
        for (String catalog : view.catalogs()) {
            for (String schema : view.schemas(catalog)) {
                view.tables(catalog, schema).forEach(table -> tables.add(tableInfo(table, view.columns(table))));
            }
        }
        return tables;
    }

    Schema schema(Caller caller, Flight.FlightDescriptor descriptor) {
        if (descriptor.getType() == Flight.FlightDescriptor.DescriptorType.PATH) {
            return announced(caller, statements.plan(caller, selectFrom(descriptor)));
        }
        Command command = Command.parse(descriptor.getCmd());
        return switch (command.name()) {
            case "CommandStatementQuery" ->
                announced(caller, statements.plan(caller, query(command).getQuery()));
            case "CommandPreparedStatementQuery" ->
                announced(caller, find(caller.session(), command).query());
            default -> metadata(caller.session(), command).schema();
        };
    }

    /** The schema of a result as the caller's streams have it. */
    static Schema announced(Caller caller, PreparedQuery query) {
        return query.hasEffects()
                ? query.schema()
                : caller.delivery().format(WireFormat.PLAIN).announced(query.schema());
    }

    /** What a metadata command answers, or why a command is not answered. */
    MetadataAnswer metadata(Session session, Command command) {
        return MetadataCommands.answer(command.name(), command::as, () -> planner.metadata(session.statementContext()))
                .orElseThrow(() -> command.unsupported("it is no query this server knows"));
    }

    private PreparedStatement find(Session session, Command command) {
        ByteString handle = command.as(CommandPreparedStatementQuery.class).getPreparedStatementHandle();
        return prepared.find(session, handle.toByteArray());
    }

    private static CommandStatementQuery query(Command command) {
        CommandStatementQuery query = command.as(CommandStatementQuery.class);
        requireNoTransaction(query.getTransactionId());
        return query;
    }

    static void requireNoTransaction(ByteString transactionId) {
        if (!transactionId.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED, "There are no transactions; leave the transaction id out (autocommit)");
        }
    }

    /** A path is a table's name, part by part. */
    private static String selectFrom(Flight.FlightDescriptor descriptor) {
        if (descriptor.getPathCount() == 0) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "The path is empty; name a table, such as [\"shop\", \"orders\"]");
        }
        return descriptor.getPathList().stream()
                .map(Quoted::name)
                .collect(Collectors.joining(".", "SELECT * FROM ", ""));
    }

    private static Flight.FlightInfo tableInfo(MetadataView.TableEntry table, Schema schema) {
        Flight.FlightDescriptor path = Flight.FlightDescriptor.newBuilder()
                .setType(Flight.FlightDescriptor.DescriptorType.PATH)
                .addPath(table.catalog())
                .addAllPath(Arrays.asList(table.schema().split("\\.")))
                .addPath(table.name())
                .build();
        return Flight.FlightInfo.newBuilder()
                .setSchema(SchemaBytes.of(schema))
                .setFlightDescriptor(path)
                .setTotalRecords(-1)
                .setTotalBytes(-1)
                .build();
    }

    private static Flight.FlightInfo statementInfo(Flight.FlightDescriptor descriptor, Announcement announced) {
        List<Flight.FlightEndpoint> endpoints = announced.tickets().stream()
                .map(ticket -> endpoint(ticket, announced.expiry()))
                .toList();
        return info(descriptor, announced.schema(), endpoints)
                .setOrdered(announced.ordered())
                .setAppMetadata(ByteString.copyFrom(
                        "{\"godwit\":\"query\",\"query\":\"" + announced.queryId() + "\"}", StandardCharsets.UTF_8))
                .build();
    }

    private static Flight.FlightInfo metadataInfo(Flight.FlightDescriptor descriptor, MetadataAnswer answer) {
        Flight.FlightEndpoint endpoint = Flight.FlightEndpoint.newBuilder()
                .setTicket(Flight.Ticket.newBuilder().setTicket(descriptor.getCmd()))
                .build();
        return info(descriptor, answer.schema(), List.of(endpoint)).build();
    }

    private static Flight.FlightInfo.Builder info(
            Flight.FlightDescriptor descriptor, Schema schema, List<Flight.FlightEndpoint> endpoints) {
        return Flight.FlightInfo.newBuilder()
                .setSchema(SchemaBytes.of(schema))
                .setFlightDescriptor(descriptor)
                .addAllEndpoint(endpoints)
                .setOrdered(true)
                .setTotalRecords(-1)
                .setTotalBytes(-1);
    }

    static Flight.FlightEndpoint endpoint(ByteString ticket, Instant expiry) {
        return Flight.FlightEndpoint.newBuilder()
                .setTicket(Flight.Ticket.newBuilder().setTicket(ticket))
                .setExpirationTime(timestamp(expiry))
                .build();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
