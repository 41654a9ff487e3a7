package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.util.TableRef;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetadataTest {
    private TestServer server;
    private FlightSqlClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void catalogsAndSchemasAreListedInOrder() throws Exception {
        assertThat(Rows.of(client, client.getCatalogs())).isEqualTo(List.of(List.of("lake")));
        assertThat(Rows.of(client, client.getSchemas(null, null)))
                .isEqualTo(List.of(List.of("lake", "information_schema"), List.of("lake", "shop")));
        assertThat(Rows.of(client, client.getSchemas("lake", "sh%"))).isEqualTo(List.of(List.of("lake", "shop")));
        assertThat(Rows.of(client, client.getSchemas("", null))).isEmpty();
    }

    @Test
    void tablesAreFoundByPatternAndType() throws Exception {
        assertThat(tables(null, null, null)).containsExactly("open_orders", "orders", "prices");
        assertThat(tables("lake", "shop", "%orders")).containsExactly("open_orders", "orders");
        assertThat(tables(null, null, "open\\_orders")).containsExactly("open_orders");
        assertThat(tables(null, null, "open_orders")).containsExactly("open_orders");
        assertThat(tables(null, null, "openxorders")).isEmpty();
        assertThat(tables(null, null, null, "VIEW")).containsExactly("open_orders");
    }

    @Test
    void tableSchemasComeWithWhatJdbcTellsAboutColumns() throws Exception {
        FlightInfo info = client.getTables("lake", "shop", "prices", null, true);
        byte[] bytes = (byte[]) Rows.of(client, info).get(0).get(4);
        Schema schema = Schema.deserializeMessage(java.nio.ByteBuffer.wrap(bytes));
        Field price = schema.findField("price");
        assertThat(price.getMetadata())
                .containsEntry("ARROW:FLIGHT:SQL:TYPE_NAME", "DECIMAL")
                .containsEntry("ARROW:FLIGHT:SQL:PRECISION", "9")
                .containsEntry("ARROW:FLIGHT:SQL:SCALE", "2")
                .containsEntry("ARROW:FLIGHT:SQL:TABLE_NAME", "prices");
        assertThat(schema.findField("sku").isNullable()).isFalse();
    }

    @Test
    void primaryKeysAreIdentifierFieldsAndOtherKeysAreEmpty() throws Exception {
        TableRef prices = TableRef.of("lake", "shop", "prices");
        assertThat(Rows.of(client, client.getPrimaryKeys(prices)))
                .isEqualTo(List.of(Arrays.asList("lake", "shop", "prices", "sku", 1, null)));
        assertThat(Rows.of(client, client.getExportedKeys(prices))).isEmpty();
        assertThat(Rows.of(client, client.getImportedKeys(prices))).isEmpty();
        assertThat(Rows.of(client, client.getCrossReference(prices, prices))).isEmpty();
    }

    @Test
    void everyInfoCodeUpTo576HasAValue() throws Exception {
        List<Object> codes = new ArrayList<>();
        Rows.of(client, client.getSqlInfo()).forEach(row -> codes.add(row.get(0)));
        Stream.of(FlightSql.SqlInfo.values())
                .filter(code -> code != FlightSql.SqlInfo.UNRECOGNIZED)
                .forEach(code -> assertThat(codes).as(code.name()).contains(code.getNumber()));
        assertThat(codes).hasSize(FlightSql.SqlInfo.values().length - 1).isSorted();
    }

    @Test
    void anInfoCodeNobodyKnowsIsLeftOut() throws Exception {
        assertThat(Rows.of(client, client.getSqlInfo(new int[] {10_001, 8, 0})))
                .isEqualTo(List.of(List.of(8, 0), List.of(0, "Godwit")));
    }

    @Test
    void typesAreDescribedForOdbc() throws Exception {
        assertThat(Rows.of(client, client.getXdbcTypeInfo()))
                .extracting(row -> row.get(0))
                .contains("VARCHAR", "TIMESTAMP WITH TIME ZONE");
        assertThat(Rows.of(client, client.getXdbcTypeInfo(12))).hasSize(1);
        assertThat(Rows.of(client, client.getTableTypes()))
                .isEqualTo(List.of(
                        List.of("SYSTEM TABLE"), List.of("TABLE"), List.of("TEMPORARY TABLE"), List.of("VIEW")));
    }

    @Test
    void schemasOfCommandsAreToldByGetSchema() {
        assertThat(client.getCatalogsSchema().getSchema()).isEqualTo(Schemas.GET_CATALOGS_SCHEMA);
        assertThat(client.getSchemasSchema().getSchema()).isEqualTo(Schemas.GET_SCHEMAS_SCHEMA);
        assertThat(client.getTablesSchema(true).getSchema()).isEqualTo(Schemas.GET_TABLES_SCHEMA);
        assertThat(client.getTablesSchema(false).getSchema()).isEqualTo(Schemas.GET_TABLES_SCHEMA_NO_SCHEMA);
        assertThat(client.getTableTypesSchema().getSchema()).isEqualTo(Schemas.GET_TABLE_TYPES_SCHEMA);
        assertThat(client.getSqlInfoSchema().getSchema()).isEqualTo(Schemas.GET_SQL_INFO_SCHEMA);
        assertThat(client.getXdbcTypeInfoSchema().getSchema()).isEqualTo(Schemas.GET_TYPE_INFO_SCHEMA);
        assertThat(client.getPrimaryKeysSchema().getSchema()).isEqualTo(Schemas.GET_PRIMARY_KEYS_SCHEMA);
        assertThat(client.getImportedKeysSchema().getSchema()).isEqualTo(Schemas.GET_IMPORTED_KEYS_SCHEMA);
        assertThat(client.getExportedKeysSchema().getSchema()).isEqualTo(Schemas.GET_EXPORTED_KEYS_SCHEMA);
        assertThat(client.getCrossReferenceSchema().getSchema()).isEqualTo(Schemas.GET_CROSS_REFERENCE_SCHEMA);
    }

    @Test
    void aCommandThatIsNoneIsRefusedWithTheReason() throws Exception {
        try (var flight = server.connectFlight()) {
            assertThatThrownBy(() -> flight.getInfo(FlightDescriptor.command(new byte[] {1, 2, 3})))
                    .hasMessageContaining("no Flight SQL command");
            assertThatThrownBy(() -> flight.getInfo(FlightDescriptor.path())).hasMessageContaining("The path is empty");
            assertThatThrownBy(() -> flight.getInfo(FlightDescriptor.path("shop", "prices")))
                    .hasMessageContaining("SELECT * FROM \"shop\".\"prices\"");
        }
        assertThatThrownBy(() -> client.executeSubstrait(new FlightSqlClient.SubstraitPlan(new byte[0], "0.1")))
                .hasMessageContaining("CommandStatementSubstraitPlan is not supported");
    }

    private List<String> tables(String catalog, String schema, String table, String... types) throws Exception {
        List<String> names = new ArrayList<>();
        FlightInfo info = client.getTables(catalog, schema, table, types.length == 0 ? null : List.of(types), false);
        Rows.of(client, info).forEach(row -> names.add((String) row.get(2)));
        return names;
    }
}
