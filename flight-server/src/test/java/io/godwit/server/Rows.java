package io.godwit.server;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.FieldVector;

/** What a client sees, row by row, as Java objects. */
final class Rows {
    private Rows() {}

    static List<List<Object>> of(FlightSqlClient client, FlightInfo info) throws Exception {
        List<List<Object>> rows = new ArrayList<>();
        try (FlightStream stream = client.getStream(info.getEndpoints().get(0).getTicket())) {
            assertSameSchema(info, stream);
            while (stream.next()) {
                for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
                    rows.add(row(stream, row));
                }
            }
        }
        return rows;
    }

    private static void assertSameSchema(FlightInfo info, FlightStream stream) {
        if (!stream.getSchema().equals(info.getSchema())) {
            throw new AssertionError("announced " + info.getSchema() + "\nstreamed " + stream.getSchema());
        }
    }

    private static List<Object> row(FlightStream stream, int row) {
        List<Object> values = new ArrayList<>();
        for (FieldVector vector : stream.getRoot().getFieldVectors()) {
            Object value = vector.getObject(row);
            values.add(value instanceof byte[] || value instanceof Number || value == null ? value : value.toString());
        }
        return values;
    }
}
