package io.godwit.planner.parser;

import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalQualifier;

/** Units of time as people write them. */
final class Plurals {
    private Plurals() {}

    /** {@code milliseconds} as MILLISECOND; a unit that has no such name stays what it is. */
    static SqlIntervalQualifier singular(SqlIntervalQualifier unit) {
        String name = unit.timeFrameName == null ? "" : unit.timeFrameName.toUpperCase(Locale.ROOT);
        for (TimeUnit candidate : TimeUnit.values()) {
            if (name.equals(candidate.name() + "S")) {
                return new SqlIntervalQualifier(candidate, null, unit.getParserPosition());
            }
        }
        return unit;
    }
}
