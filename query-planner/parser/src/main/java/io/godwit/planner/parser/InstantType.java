package io.godwit.planner.parser;

import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Of an instant written out: in nanoseconds where the text has more than six digits of a second, like that of a TIMESTAMP. */
final class InstantType {
    private static final Pattern FINER_THAN_MICROS = Pattern.compile("\\.\\d{7}");
    private static final int MICROS = 6;
    private static final int NANOS = 9;

    private InstantType() {}

    static SqlDataTypeSpec of(String text, SqlParserPos position) {
        int precision = FINER_THAN_MICROS.matcher(text).find() ? NANOS : MICROS;
        return new SqlDataTypeSpec(
                new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, precision, position), position);
    }
}
