package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.server.testing.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.NoOpSessionOptionValueVisitor;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.client.ClientCookieMiddleware;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlClient.ExecuteIngestOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableExistsOption;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableNotExistOption;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.planner.teach("numbers", new Numbers(1_000, 100));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anUploadedFrameIsReadByItsNameOnTheSameConnectionAndOnNoOther() throws Exception {
        try (FlightSqlClient client = server.connect();
                FlightSqlClient other = server.connect()) {
            assertThat(upload(client, "create", true, 7, 8, 9)).isEqualTo(3);
            assertThat(firstColumn(client, "SELECT * FROM labels")).containsExactly(7L, 8L, 9L);
            assertThatThrownBy(() -> other.execute("SELECT * FROM labels")).hasMessageContaining("not taught");
        }
    }

    @Test
    void aFrameIsCreatedAppendedAndReplaced() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            assertThatThrownBy(() -> upload(client, "append", true, 1)).hasMessageContaining("labels");
            upload(client, "create", true, 1);
            assertThatThrownBy(() -> upload(client, "create", true, 2)).hasMessageContaining("exists already");
            assertThat(upload(client, "append", true, 2, 3)).isEqualTo(2);
            assertThat(firstColumn(client, "SELECT * FROM labels")).containsExactly(1L, 2L, 3L);
            upload(client, "replace", true, 4);
            assertThat(firstColumn(client, "SELECT * FROM labels")).containsExactly(4L);
        }
    }

    @Test
    void aTicketKeepsTheFrameItReads() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            upload(client, "create", true, 1, 2);
            FlightInfo info = client.execute("SELECT * FROM labels");
            upload(client, "replace", true, 3);
            assertThat(Rows.of(client, info)).extracting(row -> row.get(0)).containsExactly(1L, 2L);
        }
    }

    @Test
    void aLastingTableIsWrittenByThePlanner() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            assertThat(upload(client, "create", false, 5, 6)).isEqualTo(2);
            assertThat(server.planner.writes()).containsExactly("CREATE lake.shop.labels 2");
        }
    }

    @Test
    void optionsAreSetReadAndRefused() throws Exception {
        try (FlightClient client = server.connectFlight()) {
            SetSessionOptionsResult result = client.setSessionOptions(new SetSessionOptionsRequest(Map.of(
                    "schema", SessionOptionValueFactory.makeSessionOptionValue("shop"),
                    "time_zone", SessionOptionValueFactory.makeSessionOptionValue("Mars/Olympus"),
                    "color", SessionOptionValueFactory.makeSessionOptionValue("blue"))));
            assertThat(result.getErrors().get("time_zone").value)
                    .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_VALUE);
            assertThat(result.getErrors().get("color").value)
                    .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_NAME);
            var options =
                    client.getSessionOptions(new GetSessionOptionsRequest()).getSessionOptions();
            assertThat(options.get("schema")).isEqualTo(SessionOptionValueFactory.makeSessionOptionValue("shop"));
            assertThat(options.get("catalog")).isEqualTo(SessionOptionValueFactory.makeSessionOptionValue("lake"));
        }
    }

    @Test
    void aSchemaOrCatalogThatIsNotThereIsRefusedWhenItIsSet() throws Exception {
        try (FlightClient client = server.connectFlight()) {
            for (String wrong : List.of("shpo", "catalog.lakes", "catalog.lake.shpo")) {
                assertThatThrownBy(() -> setNames(client, wrong))
                        .hasMessageContaining("There is no ")
                        .hasMessageContaining(
                                wrong.startsWith("catalog.lakes") ? "did you mean lake?" : "did you mean shop?");
            }
            assertThat(names(client)).containsExactly("lake", "");
            setNames(client, "SHOP");
            assertThat(names(client)).containsExactly("lake", "shop");
            setNames(client, "catalog.LAKE");
            assertThat(names(client)).containsExactly("lake", "shop");
            setNames(client, "");
            assertThat(names(client)).containsExactly("lake", "");
        }
    }

    /** {@code catalog.a}, {@code catalog.a.b}, or {@code b} for a schema alone. */
    private static void setNames(FlightClient client, String names) {
        String[] parts = names.split("\\.");
        boolean hasCatalog = parts[0].equals("catalog");
        Map<String, SessionOptionValue> options = new HashMap<>();
        if (hasCatalog) {
            options.put("catalog", SessionOptionValueFactory.makeSessionOptionValue(parts[1]));
        }
        if (!hasCatalog || parts.length == 3) {
            options.put("schema", SessionOptionValueFactory.makeSessionOptionValue(parts[parts.length - 1]));
        }
        client.setSessionOptions(new SetSessionOptionsRequest(options));
    }

    private static List<String> names(FlightClient client) {
        var options = client.getSessionOptions(new GetSessionOptionsRequest()).getSessionOptions();
        return List.of(text(options.get("catalog")), text(options.get("schema")));
    }

    private static String text(SessionOptionValue value) {
        return value.acceptVisitor(new NoOpSessionOptionValueVisitor<>() {
            @Override
            public String visit(String text) {
                return text;
            }
        });
    }

    @Test
    void aCookieTakesTheSessionToAnotherConnection() throws Exception {
        ClientCookieMiddleware.Factory cookies = new ClientCookieMiddleware.Factory();
        try (FlightClient first = server.connectFlight(cookies);
                FlightClient second = server.connectFlight(cookies)) {
            first.setSessionOptions(new SetSessionOptionsRequest(
                    Map.of("schema", SessionOptionValueFactory.makeSessionOptionValue("shop"))));
            assertThat(second.getSessionOptions(new GetSessionOptionsRequest())
                            .getSessionOptions()
                            .get("schema"))
                    .isEqualTo(SessionOptionValueFactory.makeSessionOptionValue("shop"));
        }
    }

    @Test
    void aBearerTokenTakesTheSessionToAnotherConnection() throws Exception {
        try (FlightClient first = server.connectFlight();
                FlightClient second = server.connectFlight()) {
            var bearer = first.authenticateBasicToken("ada", "irrelevant").orElseThrow();
            first.setSessionOptions(
                    new SetSessionOptionsRequest(
                            Map.of("schema", SessionOptionValueFactory.makeSessionOptionValue("shop"))),
                    bearer);
            assertThat(second.getSessionOptions(new GetSessionOptionsRequest(), bearer)
                            .getSessionOptions()
                            .get("schema"))
                    .isEqualTo(SessionOptionValueFactory.makeSessionOptionValue("shop"));
        }
    }

    @Test
    void anIdleSessionHasLostItsFramesAndACallKeepsOneAlive() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            upload(client, "create", true, 1, 2);
            server.clock.advance(Duration.ofMinutes(50));
            assertThat(firstColumn(client, "SELECT * FROM labels")).hasSize(2);
            server.clock.advance(Duration.ofMinutes(50));
            assertThat(firstColumn(client, "SELECT * FROM labels")).hasSize(2);
            server.clock.advance(Duration.ofMinutes(61));
            assertThatThrownBy(() -> client.execute("SELECT * FROM labels")).hasMessageContaining("not taught");
        }
    }

    @Test
    void onlySoManySessionsAreOpenHoweverOftenOneSetsOptions() throws Exception {
        try (TestServer small = new TestServer(Map.of("session.max", "3"));
                FlightClient client = small.connectFlight();
                FlightClient second = small.connectFlight();
                FlightClient third = small.connectFlight()) {
            for (int i = 0; i < 5; i++) {
                client.setSessionOptions(new SetSessionOptionsRequest(
                        Map.of("shards", SessionOptionValueFactory.makeSessionOptionValue(1L + i))));
            }
            second.getSessionOptions(new GetSessionOptionsRequest());
            assertThatThrownBy(() -> third.getSessionOptions(new GetSessionOptionsRequest()))
                    .hasMessageContaining("as many as session.max allows");
        }
    }

    @Test
    void aClosedSessionHasLostItsFrames() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            upload(client, "create", true, 1);
            assertThat(client.closeSession(new CloseSessionRequest()).getStatus())
                    .isEqualTo(CloseSessionResult.Status.CLOSED);
            assertThatThrownBy(() -> client.execute("SELECT * FROM labels")).hasMessageContaining("not taught");
        }
    }

    @Test
    void allActionsAreListedAndTransactionsAreNot() throws Exception {
        try (FlightClient client = server.connectFlight()) {
            List<String> types = new ArrayList<>();
            for (ActionType type : client.listActions()) {
                types.add(type.getType());
            }
            assertThat(types)
                    .contains("CreatePreparedStatement", "CancelFlightInfo", "RenewFlightEndpoint", "CloseSession")
                    .doesNotContain("BeginTransaction");
        }
        try (FlightSqlClient client = server.connect()) {
            assertThatThrownBy(client::beginTransaction).hasMessageContaining("there are no transactions");
        }
    }

    @Test
    void aCancelledQueryIsFetchedNoMore() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            FlightInfo info = client.execute("numbers");
            assertThat(client.cancelFlightInfo(new CancelFlightInfoRequest(info))
                            .getStatus())
                    .isEqualTo(CancelStatus.CANCELLED);
            assertThat(client.cancelFlightInfo(new CancelFlightInfoRequest(info))
                            .getStatus())
                    .isEqualTo(CancelStatus.CANCELLED);
            assertThatThrownBy(() -> Rows.of(client, info)).hasMessageContaining("was cancelled by its client");
        }
    }

    @Test
    void aRenewedEndpointLivesLonger() throws Exception {
        try (FlightSqlClient client = server.connect()) {
            FlightInfo info = client.execute("numbers");
            server.clock.advance(Duration.ofMinutes(50));
            FlightEndpoint renewed = client.renewFlightEndpoint(
                    new RenewFlightEndpointRequest(info.getEndpoints().get(0)));
            server.clock.advance(Duration.ofMinutes(50));
            assertThatThrownBy(() -> Rows.of(client, info)).hasMessageContaining("expired");
            try (var stream = client.getStream(renewed.getTicket())) {
                assertThat(stream.next()).isTrue();
                stream.cancel("seen enough", null);
            }
        }
    }

    private List<Object> firstColumn(FlightSqlClient client, String sql) throws Exception {
        List<Object> values = new ArrayList<>();
        Rows.of(client, client.execute(sql)).forEach(row -> values.add(row.get(0)));
        return values;
    }

    private long upload(FlightSqlClient client, String mode, boolean temporary, long... values) {
        Schema schema = new Schema(List.of(Field.nullable("value", new ArrowType.Int(64, true))));
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, server.allocator)) {
            for (int row = 0; row < values.length; row++) {
                ((BigIntVector) root.getVector(0)).setSafe(row, values[row]);
            }
            root.setRowCount(values.length);
            ExecuteIngestOptions options = new ExecuteIngestOptions(
                    "labels", definition(mode), temporary, null, temporary ? null : "shop", Map.of());
            return client.executeIngest(root, options);
        }
    }

    private static TableDefinitionOptions definition(String mode) {
        return TableDefinitionOptions.newBuilder()
                .setIfNotExist(
                        mode.equals("append")
                                ? TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL
                                : TableNotExistOption.TABLE_NOT_EXIST_OPTION_CREATE)
                .setIfExists(
                        switch (mode) {
                            case "append" -> TableExistsOption.TABLE_EXISTS_OPTION_APPEND;
                            case "replace" -> TableExistsOption.TABLE_EXISTS_OPTION_REPLACE;
                            default -> TableExistsOption.TABLE_EXISTS_OPTION_FAIL;
                        })
                .build();
    }
}
