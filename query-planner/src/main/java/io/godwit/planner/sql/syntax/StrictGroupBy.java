package io.godwit.planner.sql.syntax;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/**
 * Babel's rules, but columns outside GROUP BY are an error. Babel takes them for ANY_VALUE, and a grouped column too where
 * there are grouping sets: the rows of a subtotal would show some value where null belongs.
 */
public final class StrictGroupBy extends SqlDelegatingConformance {
    public static final SqlConformance CONFORMANCE = new StrictGroupBy();

    private StrictGroupBy() {
        super(SqlConformanceEnum.BABEL);
    }

    /** {@code ROW(1, 2)} is a structure wherever a value may stand. */
    @Override
    public boolean allowExplicitRowValueConstructor() {
        return true;
    }

    /** {@code list[a:b]} is a slice; Calcite would look for a field {@code b}. */
    @Override
    public boolean isColonFieldAccessAllowed() {
        return false;
    }

    @Override
    public boolean isNonStrictGroupBy() {
        return false;
    }
}
