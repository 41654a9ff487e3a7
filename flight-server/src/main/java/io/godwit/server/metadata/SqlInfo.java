package io.godwit.server.metadata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server says about itself, by Flight SQL's info codes. All codes from 0 to 576 have a value, because the JDBC and
 * ODBC drivers fail at those that have none; codes Flight SQL does not define are left out, for the same reason.
 */
final class SqlInfo {
    private static final Map<Integer, Object> VALUES = new TreeMap<>();

    private static final List<String> KEYWORDS = List.of(
            "ASOF", "MATCH_CONDITION", "FORWARD", "NEAREST", "PREFIX", "TRAINING", "DATASET", "REPRODUCE", "UNPIN");

    static {
        server();
        ddlAndNames();
        functions();
        sqlSupport();
        limits();
        transactionsAndResults();
    }

    private SqlInfo() {}

    /** Code and value for each code wanted and known, all known ones when none is given. */
    static List<@Nullable Object[]> rows(Collection<Integer> wanted) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        Collection<Integer> codes = wanted.isEmpty() ? VALUES.keySet() : wanted;
        for (Integer code : codes) {
            Object value = VALUES.get(code);
            if (value != null) {
                rows.add(new Object[] {code, value});
            }
        }
        return rows;
    }

    /** The member of Flight SQL's union that holds a value. */
    static byte typeIdOf(Object value) {
        if (value instanceof String) {
            return 0;
        }
        if (value instanceof Boolean) {
            return 1;
        }
        if (value instanceof Long) {
            return 2;
        }
        if (value instanceof Integer) {
            return 3;
        }
        return (byte) (value instanceof List ? 4 : 5);
    }

    private static void server() {
        put(0, "Godwit");
        put(1, version(SqlInfo.class));
        put(2, version(org.apache.arrow.vector.types.pojo.Schema.class));
        put(3, false);
        put(4, true);
        put(5, false);
        put(6, "");
        put(7, "");
        put(8, 0);
        put(9, true);
        put(10, true);
        put(11, false);
        put(100, 0);
        put(101, 0);
    }

    private static void ddlAndNames() {
        put(500, false);
        put(501, false);
        put(502, false);
        put(503, 1);
        put(504, "\"");
        put(505, 1);
        put(506, true);
        put(507, 3);
    }

    private static void functions() {
        put(508, KEYWORDS);
        put(509, List.of("ABS", "CEIL", "EXP", "FLOOR", "LN", "LOG10", "MOD", "POWER", "ROUND", "SIGN", "SQRT"));
        put(510, List.of("CHAR_LENGTH", "CONCAT", "LOWER", "POSITION", "REPLACE", "SUBSTRING", "TRIM", "UPPER"));
        put(511, List.of("CAST", "COALESCE", "NULLIF"));
        put(512, List.of("CURRENT_DATE", "CURRENT_TIMESTAMP", "EXTRACT", "FLOOR", "CEIL"));
        put(513, "\\");
        put(514, "$");
    }

    private static void sqlSupport() {
        put(515, true);
        put(516, true);
        put(517, Map.of());
        put(518, true);
        put(519, false);
        put(520, true);
        put(521, true);
        put(522, 3);
        put(523, true);
        put(524, true);
        put(525, 3);
        put(526, 1);
        put(527, false);
        put(528, 6);
        put(529, "schema");
        put(530, "procedure");
        put(531, "catalog");
        put(532, true);
        put(533, 0);
        put(534, 0);
        put(535, 0);
        put(536, false);
        put(537, false);
        put(538, 15);
        put(539, true);
        put(540, 3);
    }

    /** Zero says that there is no limit, or that none is known. */
    private static void limits() {
        for (int code = 541; code <= 561; code++) {
            put(code, 0L);
        }
        put(556, true);
    }

    private static void transactionsAndResults() {
        put(562, 0L);
        put(563, false);
        put(564, 1);
        put(565, false);
        put(566, true);
        put(567, 2);
        put(568, 2);
        put(569, 2);
        put(570, 0);
        put(571, 0);
        put(572, true);
        put(573, false);
        put(574, false);
        put(575, false);
        put(576, false);
    }

    private static void put(int code, Object value) {
        VALUES.put(code, value);
    }

    private static String version(Class<?> of) {
        String version = of.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
