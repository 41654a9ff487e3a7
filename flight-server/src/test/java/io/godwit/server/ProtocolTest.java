package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.godwit.server.testing.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlClient.ExecuteIngestOptions;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Corners of Flight and Flight SQL that few clients visit: what is there answers, what is not says so. */
class ProtocolTest {
    private static final String TRANSACTION = "7";

    private TestServer server;
    private FlightClient flight;
    private FlightSqlClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.planner.teach("numbers", new Numbers(1_000, 100));
        server.planner.teach("SELECT * FROM \"shop\".\"a \"\" b\"", new Numbers(10, 10));
        flight = server.connectFlight();
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        flight.close();
        server.close();
    }

    @Test
    void aPathIsATableWhateverItsName() throws Exception {
        FlightDescriptor path = FlightDescriptor.path("shop", "a \" b");
        assertThat(flight.getSchema(path).getSchema()).isEqualTo(Numbers.SCHEMA);
        assertThat(Rows.of(client, flight.getInfo(path))).hasSize(10);
    }

    @Test
    void everyTableIsListedAsAPath() {
        List<List<String>> paths = new ArrayList<>();
        for (FlightInfo info : flight.listFlights(Criteria.ALL)) {
            paths.add(info.getDescriptor().getPath());
            assertThat(info.getSchema().findField("sku")).isNotNull();
        }
        assertThat(paths)
                .containsExactlyInAnyOrder(
                        List.of("lake", "shop", "prices"),
                        List.of("lake", "shop", "orders"),
                        List.of("lake", "shop", "open_orders"));
    }

    @Test
    void theOldWayToCancelWorksToo() throws Exception {
        FlightInfo info = client.execute("numbers");
        Message request = FlightSql.ActionCancelQueryRequest.newBuilder()
                .setInfo(ByteString.copyFrom(info.serialize()))
                .build();
        Result result = flight.doAction(
                        new Action("CancelQuery", Any.pack(request).toByteArray()))
                .next();
        assertThat(Any.parseFrom(result.getBody())
                        .unpack(FlightSql.ActionCancelQueryResult.class)
                        .getResult())
                .isEqualTo(FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_CANCELLED);
        assertThatThrownBy(() -> Rows.of(client, info)).hasMessageContaining("was cancelled by its client");
    }

    @Test
    void whatIsNoFlightInfoOfThisServerIsNotCancelled() {
        FlightInfo foreign = new FlightInfo(
                Numbers.SCHEMA,
                FlightDescriptor.command(new byte[] {1}),
                List.of(new FlightEndpoint(new Ticket("someone else's".getBytes(StandardCharsets.UTF_8)))),
                -1,
                -1);
        assertStatus(FlightStatusCode.NOT_FOUND, () -> client.cancelFlightInfo(new CancelFlightInfoRequest(foreign)));
        FlightInfo empty = new FlightInfo(Numbers.SCHEMA, FlightDescriptor.command(new byte[] {1}), List.of(), -1, -1);
        assertStatus(
                FlightStatusCode.INVALID_ARGUMENT, () -> client.cancelFlightInfo(new CancelFlightInfoRequest(empty)));
    }

    @Test
    void whatIsNotSupportedSaysSo() {
        for (String action : List.of("BeginTransaction", "EndTransaction", "BeginSavepoint", "EndSavepoint")) {
            refused(() -> flight.doAction(new Action(action)).next(), "there are no transactions");
        }
        refused(
                () -> flight.doAction(new Action("CreatePreparedSubstraitPlan")).next(),
                "Substrait plans are not read");
        refused(() -> flight.doAction(new Action("MakeTea")).next(), "the actions are");
        refused(
                () -> flight.getInfo(command(FlightSql.CommandStatementSubstraitPlan.getDefaultInstance())),
                "CommandStatementSubstraitPlan");
        refused(
                () -> flight.getInfo(command(FlightSql.CommandStatementQuery.newBuilder()
                        .setQuery("numbers")
                        .setTransactionId(ByteString.copyFromUtf8(TRANSACTION))
                        .build())),
                "There are no transactions");
        refused(
                () -> {
                    try (FlightClient.ExchangeReaderWriter exchange =
                            flight.doExchange(FlightDescriptor.path("shop", "prices"))) {
                        exchange.getReader().next();
                    }
                },
                "DoExchange is not supported");
    }

    @Test
    void anIngestSaysWhatItMeansAboutTables() {
        try (VectorSchemaRoot rows = Numbers.batch(server.allocator, 0, 3)) {
            for (TableDefinitionOptions options : List.of(
                    TableDefinitionOptions.getDefaultInstance(),
                    TableDefinitionOptions.newBuilder()
                            .setIfNotExist(TableDefinitionOptions.TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL)
                            .setIfExists(TableDefinitionOptions.TableExistsOption.TABLE_EXISTS_OPTION_FAIL)
                            .build())) {
                assertStatus(
                        FlightStatusCode.INVALID_ARGUMENT,
                        () -> client.executeIngest(
                                rows, new ExecuteIngestOptions("labels", options, true, null, null, Map.of())));
            }
        }
        assertThat(server.planner.writes()).isEmpty();
    }

    @Test
    void aPreparedStatementTellsItsSchemasWithoutRunning() throws Exception {
        try (FlightSqlClient.PreparedStatement prepared = client.prepare("numbers")) {
            assertThat(prepared.getResultSetSchema()).isEqualTo(Numbers.SCHEMA);
            assertThat(prepared.getParameterSchema().getFields()).isEmpty();
            assertThat(prepared.fetchSchema().getSchema()).isEqualTo(Numbers.SCHEMA);
        }
    }

    @Test
    void anEmptyResultHasAnEndpointAndASchema() throws Exception {
        server.planner.teach("nothing", new Numbers(0, 10));
        FlightInfo info = client.execute("nothing");
        assertThat(info.getEndpoints()).hasSize(1);
        assertThat(info.getEndpoints().get(0).getLocations()).isEmpty();
        assertThat(info.getEndpoints().get(0).getExpirationTime()).isPresent();
        assertThat(Rows.of(client, info)).isEmpty();
    }

    @Test
    void whatClaimsToBeATicketIsReadWithCare() {
        for (byte[] ticket :
                List.of(new byte[0], new byte[] {0}, new byte[100], "numbers".getBytes(StandardCharsets.UTF_8))) {
            assertStatus(FlightStatusCode.INVALID_ARGUMENT, () -> {
                try (var stream = flight.getStream(new Ticket(ticket))) {
                    stream.next();
                }
            });
        }
    }

    private static FlightDescriptor command(Message command) {
        return FlightDescriptor.command(Any.pack(command).toByteArray());
    }

    private static void refused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNIMPLEMENTED))
                .hasMessageContaining(reason);
    }

    private static void assertStatus(FlightStatusCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.status().code()).as(e.getMessage()).isEqualTo(code));
    }
}
