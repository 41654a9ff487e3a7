package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreparedStatementTest {
    private TestServer server;
    private FlightSqlClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.planner.teach("first ?", new FirstNumbers());
        server.planner.teach("three", new Numbers(3, 3));
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    /** The planner keeps the plan; only it can tell whether it still holds. */
    @Test
    void thePlannerIsAskedEachTimeSoThatNewRowsAreSeen() throws Exception {
        try (var statement = client.prepare("three")) {
            assertThat(statement.getResultSetSchema()).isEqualTo(Numbers.SCHEMA);
            assertThat(Rows.of(client, statement.execute())).hasSize(3);
            assertThat(Rows.of(client, statement.execute())).hasSize(3);
            assertThat(server.planner.plans()).isEqualTo(3);
        }
    }

    @Test
    void parametersAreBoundByPositionAndEachRowRunsOnce() throws Exception {
        try (var statement = client.prepare("first ?");
                VectorSchemaRoot parameters = parameters(2, 0, 3)) {
            statement.setParameters(parameters);
            assertThat(Rows.of(client, statement.execute()))
                    .extracting(row -> row.get(0))
                    .isEqualTo(List.of(0L, 1L, 0L, 1L, 2L));
            statement.clearParameters();
        }
    }

    @Test
    void aMissingParameterIsSaid() throws Exception {
        try (var statement = client.prepare("first ?")) {
            assertThatThrownBy(() -> Rows.of(client, statement.execute()))
                    .hasMessageContaining("1 parameters, and 0 are bound");
        }
    }

    @Test
    void parametersTooManyAreRefusedWhenTheyAreBound() throws Exception {
        try (var statement = client.prepare("first ?");
                VectorSchemaRoot two = new VectorSchemaRoot(
                        List.of(parameters(2).getVector(0), parameters(3).getVector(0)))) {
            statement.setParameters(two);
            assertThatThrownBy(statement::execute).hasMessageContaining("1 parameters, and 2 are bound");
            statement.clearParameters();
        }
    }

    @Test
    void whatIsNotSupportedIsNoReasonToThinkThatNothingCanBePrepared() {
        assertThatThrownBy(() -> client.prepare("SELECT FROM tomorrow"))
                .isInstanceOfSatisfying(FlightRuntimeException.class, e -> {
                    assertThat(e.status().code()).isEqualTo(FlightStatusCode.INVALID_ARGUMENT);
                    assertThat(e.getMessage()).contains("tomorrow is not supported");
                });
    }

    @Test
    void aHandleExpiresWhenItIsNotUsed() throws Exception {
        try (var statement = client.prepare("three")) {
            server.clock.advance(Duration.ofMinutes(31));
            assertThatThrownBy(statement::execute).hasMessageContaining("prepare it again");
        }
    }

    @Test
    void aHandleIsGoodOnlyInItsSession() throws Exception {
        try (var statement = client.prepare("three");
                var other = server.connectFlight()) {
            var descriptor = statement.execute().getDescriptor();
            assertThatThrownBy(() -> other.getInfo(descriptor)).hasMessageContaining("another connection");
        }
    }

    private VectorSchemaRoot parameters(long... values) {
        Schema schema = new Schema(List.of(Field.nullable("0", new ArrowType.Int(64, true))));
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, server.allocator);
        for (int row = 0; row < values.length; row++) {
            ((BigIntVector) root.getVector(0)).setSafe(row, values[row]);
        }
        root.setRowCount(values.length);
        return root;
    }

    /** As many numbers as its parameter says. */
    private static final class FirstNumbers implements InMemoryPlanner.Lesson {
        @Override
        public Schema schema() {
            return Numbers.SCHEMA;
        }

        @Override
        public Schema parameters() {
            return new Schema(List.of(Field.nullable("?0", new ArrowType.Int(64, true))));
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            return new Numbers((Long) parameters.values().get(0), 10).run(context, parameters);
        }
    }
}
