package io.godwit.planner.sql;

import io.godwit.planner.rel.GodwitTypeSystem;
import io.godwit.planner.rel.Signs;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Makes types of {@link GodwitTypeSystem}. Like all of a statement's planning state it belongs to one thread. */
final class GodwitTypeFactory extends JavaTypeFactoryImpl {
    private static final int UNSIGNED_LONG_DIGITS = 20;

    GodwitTypeFactory() {
        super(new GodwitTypeSystem());
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name) {
        return SqlTypeName.INTERVAL_TYPES.contains(name)
                ? interval(name, RelDataType.PRECISION_NOT_SPECIFIED, RelDataType.SCALE_NOT_SPECIFIED)
                : super.createSqlType(name);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision) {
        return SqlTypeName.INTERVAL_TYPES.contains(name)
                ? interval(name, precision, RelDataType.SCALE_NOT_SPECIFIED)
                : super.createSqlType(name, precision);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision, int scale) {
        return SqlTypeName.INTERVAL_TYPES.contains(name)
                ? interval(name, precision, scale)
                : super.createSqlType(name, precision, scale);
    }

    /** The precision that is meant where none is written makes the same type as none, though Calcite tells them apart. */
    @Override
    public RelDataType createSqlIntervalType(SqlIntervalQualifier qualifier) {
        SqlTypeName name = qualifier.typeName();
        int precision = qualifier.getStartPrecisionPreservingDefault();
        int scale = qualifier.getFractionalSecondPrecisionPreservingDefault();
        return super.createSqlIntervalType(new SqlIntervalQualifier(
                qualifier.timeUnitRange.startUnit,
                precision == typeSystem.getMaxPrecision(name) ? RelDataType.PRECISION_NOT_SPECIFIED : precision,
                qualifier.timeUnitRange.endUnit,
                scale == typeSystem.getDefaultScale(name) ? RelDataType.SCALE_NOT_SPECIFIED : scale,
                SqlParserPos.ZERO));
    }

    /** Calcite writes casts of intervals, where it makes values of one type of several, and asks for them like this. */
    private RelDataType interval(SqlTypeName name, int precision, int scale) {
        return createSqlIntervalType(
                new SqlIntervalQualifier(name.getStartUnit(), precision, name.getEndUnit(), scale, SqlParserPos.ZERO));
    }

    /**
     * Of texts of several lengths a text of any: the length of what recursion makes is not known. Of numbers with and without a
     * sign one that holds all of both, where Calcite takes the one with a sign. Beside null, Calcite takes one of several lists'
     * types for all, though another has elements that are null. Of decimals one that keeps every digit behind the point, where
     * Calcite would rather round: what then has too many before it is an error.
     */
    @Override
    public @Nullable RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule mappingRule) {
        if (Signs.differ(types)) {
            return leastRestrictive(types.stream().map(this::signed).toList(), mappingRule);
        }
        List<RelDataType> known = types.stream()
                .filter(type -> type.getSqlTypeName() != SqlTypeName.NULL)
                .toList();
        boolean areNested = !known.isEmpty() && known.stream().allMatch(GodwitTypeFactory::isNested);
        if (known.size() == types.size() || !areNested) {
            RelDataType type = super.leastRestrictive(types, mappingRule);
            if (type != null && type.getSqlTypeName() == SqlTypeName.DECIMAL) {
                return withScaleOf(known, type);
            }
            return type != null && areTextsOfLengths(known) ? text(type.isNullable()) : type;
        }
        RelDataType type = super.leastRestrictive(known, mappingRule);
        return type == null ? null : createTypeWithNullability(type, true);
    }

    private RelDataType withScaleOf(List<RelDataType> types, RelDataType decimal) {
        int scale = types.stream().mapToInt(RelDataType::getScale).max().orElse(0);
        return scale <= decimal.getScale()
                ? decimal
                : createTypeWithNullability(
                        createSqlType(SqlTypeName.DECIMAL, typeSystem.getMaxPrecision(SqlTypeName.DECIMAL), scale),
                        decimal.isNullable());
    }

    /** The least type with a sign that holds all numbers of a type. */
    private RelDataType signed(RelDataType type) {
        RelDataType signed = switch (type.getSqlTypeName()) {
            case UTINYINT -> createSqlType(SqlTypeName.SMALLINT);
            case USMALLINT -> createSqlType(SqlTypeName.INTEGER);
            case UINTEGER -> createSqlType(SqlTypeName.BIGINT);
            case UBIGINT -> createSqlType(SqlTypeName.DECIMAL, UNSIGNED_LONG_DIGITS, 0);
            default -> type;
        };
        return createTypeWithNullability(signed, type.isNullable());
    }

    private static boolean areTextsOfLengths(List<RelDataType> types) {
        return types.stream().map(RelDataType::getPrecision).distinct().count() > 1
                && types.stream().allMatch(type -> SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName()));
    }

    private RelDataType text(boolean isNullable) {
        return createTypeWithNullability(createSqlType(SqlTypeName.VARCHAR), isNullable);
    }

    private static boolean isNested(RelDataType type) {
        return type.isStruct() || type.getComponentType() != null || type.getKeyType() != null;
    }
}
