package io.godwit.planner.sql.pointintime;

import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.rel.FeatureTableProperties;
import io.godwit.planner.sql.function.Casts;
import io.godwit.planner.sql.syntax.SyntaxCopy;
import io.godwit.planner.sql.text.SqlErrors;
import java.time.Duration;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Types of a table's columns of times, as SQL has them. */
final class TimeColumns {
    private static final int NANOS = 9;
    private static final int MICROS = 6;
    /** Of the first field of an interval. */
    private static final int MOST_DIGITS = 10;

    private TimeColumns() {}

    /** A copy of a time as it was written; a parameter or a text becomes a time of the column's type. */
    static SqlNode time(SqlNode written, @Nullable PinnedTable table, String column) {
        SqlNode copy = SyntaxCopy.of(written);
        SqlTypeName type = table == null ? null : typeOf(table, column);
        boolean isBare = written.getKind() == SqlKind.DYNAMIC_PARAM
                || (written instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.CHAR);
        if (!isBare || table == null || type == null) {
            return copy;
        }
        int precision = type.allowsPrec() ? precisionOf(table, column) : RelDataType.PRECISION_NOT_SPECIFIED;
        return Casts.to(type, precision, copy);
    }

    /** A declared length as it is taken from the column's times: in whole days from dates, else in hours, which no zone changes. */
    static SqlNode interval(Duration length, PinnedTable table, String column, SqlIdentifier feature) {
        SqlTypeName type = typeOf(table, column);
        SqlParserPos position = feature.getParserPosition();
        if (type == SqlTypeName.DATE) {
            SqlIntervalQualifier days =
                    new SqlIntervalQualifier(TimeUnit.DAY, MOST_DIGITS, TimeUnit.DAY, NANOS, position);
            return SqlLiteral.createInterval(1, String.valueOf(length.toDays()), days, position);
        } else if (type == SqlTypeName.BIGINT) {
            throw SqlErrors.invalid(
                    feature,
                    "Table %s declares %s, but its event time %s is a number, from which no length of time is taken; write MATCH_CONDITION in full, or the time and the keys of FOR LATEST"
                            .formatted(table.name(), FeatureTableProperties.TTL, column));
        }
        String text = "%d:%02d:%02d.%09d"
                .formatted(length.toHours(), length.toMinutesPart(), length.toSecondsPart(), length.toNanosPart());
        SqlIntervalQualifier hours =
                new SqlIntervalQualifier(TimeUnit.HOUR, MOST_DIGITS, TimeUnit.SECOND, NANOS, position);
        return SqlLiteral.createInterval(1, text, hours, position);
    }

    /** Null for a column that is no time, or is not there. */
    private static @Nullable SqlTypeName typeOf(PinnedTable table, String column) {
        Type type = typeIn(table, column);
        if (type instanceof Types.TimestampType timestamp) {
            return timestamp(timestamp.shouldAdjustToUTC());
        } else if (type instanceof Types.TimestampNanoType timestamp) {
            return timestamp(timestamp.shouldAdjustToUTC());
        } else if (type instanceof Types.DateType) {
            return SqlTypeName.DATE;
        }
        return type instanceof Types.LongType || type instanceof Types.IntegerType ? SqlTypeName.BIGINT : null;
    }

    private static @Nullable Type typeIn(PinnedTable table, String column) {
        Types.NestedField field = table.schema().caseInsensitiveFindField(column);
        return field == null ? null : field.type();
    }

    private static SqlTypeName timestamp(boolean hasZone) {
        return hasZone ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE : SqlTypeName.TIMESTAMP;
    }

    private static int precisionOf(PinnedTable table, String column) {
        return typeIn(table, column) instanceof Types.TimestampNanoType ? NANOS : MICROS;
    }
}
