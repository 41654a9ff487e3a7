import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs the statements that come in, one a line, over JDBC; answers each with a line, which is a Python literal. */
public final class Answers {
    private Answers() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String url = arguments[0].replace("grpc://", "jdbc:arrow-flight-sql://") + "/?useEncryption=false";
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String sql = in.readLine(); sql != null; sql = in.readLine()) {
                out.println(answer(connection, sql));
            }
        }
    }

    private static String answer(Connection connection, String sql) {
        if (sql.startsWith("tables of ")) {
            return tables(connection, sql.substring("tables of ".length()));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            try (ResultSet rows = statement.getResultSet()) {
                return literal(rows);
            }
        } catch (SQLException e) {
            return literal(e.getMessage());
        }
    }

    private static String tables(Connection connection, String schema) {
        try (ResultSet rows = connection.getMetaData().getTables(null, schema, "%", null)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(literal(rows.getString("TABLE_NAME")));
            }
            return names.toString();
        } catch (SQLException e) {
            return literal(e.getMessage());
        }
    }

    private static String literal(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> all = new ArrayList<>();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= columns.getColumnCount(); column++) {
                row.add(literal(columns.getColumnName(column)) + ": " + literal(rows.getObject(column)));
            }
            all.add("{" + String.join(", ", row) + "}");
        }
        return all.toString();
    }

    private static String literal(Object value) {
        if (value == null || value instanceof Double && ((Double) value).isNaN()) {
            return "None";
        } else if (value instanceof Boolean) {
            return (Boolean) value ? "True" : "False";
        } else if (value instanceof Number) {
            return value.toString();
        }
        StringBuilder text = new StringBuilder("'");
        String.valueOf(value).codePoints().forEach(point -> text.append("\\U%08x".formatted(point)));
        return text.append('\'').toString();
    }
}
