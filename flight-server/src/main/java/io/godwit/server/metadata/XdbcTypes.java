package io.godwit.server.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL types as ODBC describes them, in the order of their codes. */
final class XdbcTypes {
    private static final int NULLABLE = 1;
    private static final int SEARCHABLE_BASIC = 2;
    private static final int SEARCHABLE_FULL = 3;
    private static final int DATETIME = 9;
    private static final @Nullable String NONE = null;

    private static final List<Type> TYPES = List.of(
            new Type("BOOLEAN", -7, 1, NONE, List.of(), -7, null, null),
            new Type("BIGINT", -5, 19, NONE, List.of(), -5, null, 10),
            new Type("VARBINARY", -3, Integer.MAX_VALUE, "'", List.of("length"), -3, null, null),
            new Type("DECIMAL", 3, 38, NONE, List.of("precision", "scale"), 3, null, 10),
            new Type("INTEGER", 4, 10, NONE, List.of(), 4, null, 10),
            new Type("REAL", 7, 24, NONE, List.of(), 7, null, 2),
            new Type("DOUBLE", 8, 53, NONE, List.of(), 8, null, 2),
            new Type("VARCHAR", 12, Integer.MAX_VALUE, "'", List.of("length"), 12, null, null),
            new Type("DATE", 91, 10, "'", List.of(), DATETIME, 1, null),
            new Type("TIME", 92, 15, "'", List.of(), DATETIME, 2, null),
            new Type("TIMESTAMP", 93, 26, "'", List.of(), DATETIME, 3, null),
            new Type("TIMESTAMP WITH TIME ZONE", 93, 32, "'", List.of(), DATETIME, 5, null));

    private XdbcTypes() {}

    /** Rows for all types, or for those of one code. */
    static List<@Nullable Object[]> rows(@Nullable Integer dataType) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        TYPES.stream()
                .filter(type -> dataType == null || type.code() == dataType)
                .sorted(Comparator.comparing(Type::code).thenComparing(Type::name))
                .forEach(type -> rows.add(row(type)));
        return rows;
    }

    private static @Nullable Object[] row(Type type) {
        boolean text = type.code() == 12;
        boolean numeric = type.radix() != null;
        boolean decimal = type.code() == 3;
        return new @Nullable Object[] {
            type.name(),
            type.code(),
            type.size(),
            type.quote(),
            type.quote(),
            type.parameters().isEmpty() ? null : type.parameters(),
            NULLABLE,
            text,
            text ? SEARCHABLE_FULL : SEARCHABLE_BASIC,
            numeric ? Boolean.FALSE : null,
            false,
            numeric ? Boolean.FALSE : null,
            type.name(),
            decimal ? (Integer) 0 : null,
            decimal ? (Integer) 38 : null,
            type.sqlCode(),
            type.datetimeSubcode(),
            type.radix(),
            null
        };
    }

    /**
     * One type.
     *
     * @param quote around its literals
     * @param parameters of its declaration
     */
    private record Type(
            String name,
            int code,
            int size,
            @Nullable String quote,
            List<String> parameters,
            int sqlCode,
            @Nullable Integer datetimeSubcode,
            @Nullable Integer radix) {}
}
