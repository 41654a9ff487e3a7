package io.godwit.planner.sql.text;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Names of types from PostgreSQL, DuckDB and Spark that the grammar takes for types of a user's, such as {@code x::text}. A
 * {@code BINARY} without a length is of any, as Iceberg's is; the grammar would have a single byte.
 */
public final class TypeSynonyms extends SqlShuttle {
    private static final int MICROS = 6;

    private static final String BINARY = "BINARY";

    private static final Map<String, SqlTypeName> TYPES = Map.ofEntries(
            Map.entry("TEXT", SqlTypeName.VARCHAR),
            Map.entry("STRING", SqlTypeName.VARCHAR),
            Map.entry("BOOL", SqlTypeName.BOOLEAN),
            Map.entry("INT1", SqlTypeName.TINYINT),
            Map.entry("INT2", SqlTypeName.SMALLINT),
            Map.entry("INT4", SqlTypeName.INTEGER),
            Map.entry("INT32", SqlTypeName.INTEGER),
            Map.entry("INT8", SqlTypeName.BIGINT),
            Map.entry("INT64", SqlTypeName.BIGINT),
            Map.entry("LONG", SqlTypeName.BIGINT),
            Map.entry("FLOAT4", SqlTypeName.REAL),
            Map.entry("FLOAT8", SqlTypeName.DOUBLE),
            Map.entry(BINARY, SqlTypeName.VARBINARY),
            Map.entry("BLOB", SqlTypeName.VARBINARY),
            Map.entry("BYTEA", SqlTypeName.VARBINARY),
            Map.entry("TIMESTAMPTZ", SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE));

    private TypeSynonyms() {}

    /** The query with the grammar's own names in their place; {@code text} is where it was read from. */
    public static SqlNode replace(SqlNode query, SqlText text) {
        boolean anyUsed = text.tokens().stream()
                .anyMatch(token -> TYPES.containsKey(token.text().toUpperCase(Locale.ROOT)));
        return anyUsed ? Objects.requireNonNull(query.accept(new TypeSynonyms()), "query") : query;
    }

    @Override
    public @Nullable SqlNode visit(SqlDataTypeSpec type) {
        SqlTypeName meant = isSynonym(type.getTypeNameSpec())
                ? TYPES.get(type.getTypeName().toString().toUpperCase(Locale.ROOT))
                : null;
        if (meant == null) {
            return type;
        }
        SqlParserPos position = type.getParserPosition();
        return new SqlDataTypeSpec(
                meant == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                        ? new SqlBasicTypeNameSpec(meant, MICROS, position)
                        : new SqlBasicTypeNameSpec(meant, position),
                position);
    }

    private static boolean isSynonym(SqlTypeNameSpec name) {
        return name instanceof SqlUserDefinedTypeNameSpec
                || name instanceof SqlBasicTypeNameSpec basic
                        && basic.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED
                        && basic.getTypeName().getSimple().equals(BINARY);
    }
}
