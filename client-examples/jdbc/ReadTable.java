import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * JDBC: what a BI tool does.
 *
 * <p>Run {@code deploy/godwit demo --keep} first, then {@code client-examples/jdbc/run}.
 */
public final class ReadTable {
    private ReadTable() {}

    public static void main(String[] arguments) throws SQLException {
        String address = System.getenv().getOrDefault("GODWIT_URI", "grpc://127.0.0.1:8815");
        String url = address.replace("grpc://", "jdbc:arrow-flight-sql://") + "/?useEncryption=false";
        try (Connection connection = DriverManager.getConnection(url)) {
            listTables(connection);
            readFlights(connection, "JFK", 2500);
        }
    }

    private static void listTables(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, "nyc", "%", null)) {
            while (tables.next()) {
                System.out.println(tables.getString("TABLE_SCHEM") + "." + tables.getString("TABLE_NAME"));
            }
        }
    }

    private static void readFlights(Connection connection, String origin, int distance) throws SQLException {
        String sql = "SELECT flight_id, scheduled, dest FROM nyc.flights WHERE origin = ? AND distance > ? LIMIT 5";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, origin);
            statement.setInt(2, distance);
            try (ResultSet flights = statement.executeQuery()) {
                while (flights.next()) {
                    System.out.println(flights.getLong("flight_id") + " " + flights.getTimestamp("scheduled") + " "
                            + flights.getString("dest"));
                }
            }
        }
    }
}
