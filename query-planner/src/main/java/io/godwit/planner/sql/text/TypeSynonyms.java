package io.godwit.planner.sql.text;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlMapTypeNameSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Names of types from PostgreSQL, DuckDB and Spark that the grammar takes for types of a user's, such as {@code x::text}. A
 * {@code BINARY} without a length is of any, as Iceberg's is; the grammar would have a single byte. A {@code DECIMAL} without
 * digits has some behind the point.
 */
public final class TypeSynonyms extends SqlShuttle {
    private static final int MICROS = 6;

    /** Those of a DECIMAL that says none, as in DuckDB; the grammar would have no digits behind the point. */
    private static final int DIGITS = 18;

    private static final int SCALE = 3;

    private static final String BINARY = "BINARY";
    private static final String DECIMAL = "DECIMAL";
    private static final Set<String> OF_ANY_LENGTH = Set.of(BINARY, DECIMAL);

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
            Map.entry(DECIMAL, SqlTypeName.DECIMAL),
            Map.entry("NUMERIC", SqlTypeName.DECIMAL),
            Map.entry("DEC", SqlTypeName.DECIMAL),
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
        return typed(type);
    }

    private static SqlDataTypeSpec typed(SqlDataTypeSpec type) {
        SqlTypeNameSpec meant = meant(type.getTypeNameSpec());
        return meant == type.getTypeNameSpec() ? type : new SqlDataTypeSpec(meant, type.getParserPosition());
    }

    private static SqlTypeNameSpec meant(SqlTypeNameSpec name) {
        SqlParserPos position = name.getParserPos();
        if (name instanceof SqlCollectionTypeNameSpec list) {
            return new SqlCollectionTypeNameSpec(
                    meant(list.getElementTypeName()),
                    SqlTypeName.valueOf(list.getTypeName().getSimple()),
                    position);
        } else if (name instanceof SqlRowTypeNameSpec row) {
            return new SqlRowTypeNameSpec(
                    position,
                    row.getFieldNames(),
                    row.getFieldTypes().stream().map(TypeSynonyms::typed).toList());
        } else if (name instanceof SqlMapTypeNameSpec map) {
            return new SqlMapTypeNameSpec(typed(map.getKeyType()), typed(map.getValType()), position);
        }
        SqlTypeName type =
                isSynonym(name) ? TYPES.get(name.getTypeName().toString().toUpperCase(Locale.ROOT)) : null;
        if (type == null) {
            return name;
        }
        return switch (type) {
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new SqlBasicTypeNameSpec(type, MICROS, position);
            case DECIMAL -> new SqlBasicTypeNameSpec(type, DIGITS, SCALE, position);
            default -> new SqlBasicTypeNameSpec(type, position);
        };
    }

    private static boolean isSynonym(SqlTypeNameSpec name) {
        return name instanceof SqlUserDefinedTypeNameSpec
                || name instanceof SqlBasicTypeNameSpec basic
                        && basic.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED
                        && OF_ANY_LENGTH.contains(basic.getTypeName().getSimple());
    }
}
