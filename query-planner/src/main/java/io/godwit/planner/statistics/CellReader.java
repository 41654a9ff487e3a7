package io.godwit.planner.statistics;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** How the cells of a column are read. What is none of these is counted, and its nulls, and nothing more. */
enum CellReader {
    INTEGERS(true, (vector, row, sketch) -> seen(((BaseIntVector) vector).getValueAsLong(row), sketch)),
    TRUTHS(true, (vector, row, sketch) -> seen((long) ((BitVector) vector).get(row), sketch)),
    FLOATS(true, (vector, row, sketch) -> seen((double) ((Float4Vector) vector).get(row), sketch)),
    DOUBLES(true, (vector, row, sketch) -> seen(((Float8Vector) vector).get(row), sketch)),
    /** As the nearest double: extremes of decimals beyond 15 digits are not exact. */
    DECIMALS(
            true,
            (vector, row, sketch) ->
                    seen(((DecimalVector) vector).getObjectNotNull(row).doubleValue(), sketch)),
    DAYS(true, (vector, row, sketch) -> seen((long) ((DateDayVector) vector).get(row), sketch)),
    TIMES_OF_DAY(true, (vector, row, sketch) -> seen(((TimeMicroVector) vector).get(row), sketch)),
    TIMESTAMPS(true, (vector, row, sketch) -> seen(((TimeStampVector) vector).get(row), sketch)),
    TEXTS(false, (vector, row, sketch) -> {
        byte[] bytes = vector instanceof VarCharVector texts ? texts.get(row) : ((LargeVarCharVector) vector).get(row);
        sketch.see(bytes, true);
        return Double.NaN;
    }),
    BYTES(false, (vector, row, sketch) -> {
        sketch.see(((VarBinaryVector) vector).get(row), false);
        return Double.NaN;
    }),
    UNREAD(false, (vector, row, sketch) -> Double.NaN);

    /** Reads one cell. */
    private interface Cell {
        double read(FieldVector vector, int row, ColumnSketch sketch);
    }

    private final boolean numeric;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Cell cell;

    CellReader(boolean numeric, Cell cell) {
        this.numeric = numeric;
        this.cell = cell;
    }

    /** Hands the cell, which is not null, to the sketch, and returns it as a number; NaN if it is none. */
    double read(FieldVector vector, int row, ColumnSketch sketch) {
        return cell.read(vector, row, sketch);
    }

    /** Whether cells are numbers or times, which have a mean and quantiles. */
    boolean isNumeric() {
        return numeric;
    }

    boolean hasValues() {
        return this != UNREAD;
    }

    private static double seen(long value, ColumnSketch sketch) {
        sketch.see(value);
        return value;
    }

    private static double seen(double value, ColumnSketch sketch) {
        sketch.see(value);
        return value;
    }

    static CellReader of(Field field) {
        ArrowType type = field.getType();
        if (field.getDictionary() != null) {
            return UNREAD;
        }
        return switch (type.getTypeID()) {
            case Int -> INTEGERS;
            case Bool -> TRUTHS;
            case FloatingPoint ->
                switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                    case SINGLE -> FLOATS;
                    case DOUBLE -> DOUBLES;
                    case HALF -> UNREAD;
                };
            case Decimal -> ((ArrowType.Decimal) type).getBitWidth() == 128 ? DECIMALS : UNREAD;
            case Date -> ((ArrowType.Date) type).getUnit() == DateUnit.DAY ? DAYS : UNREAD;
            case Time -> ((ArrowType.Time) type).getUnit() == TimeUnit.MICROSECOND ? TIMES_OF_DAY : UNREAD;
            case Timestamp -> TIMESTAMPS;
            case Utf8, LargeUtf8 -> TEXTS;
            case Binary -> BYTES;
            default -> UNREAD;
        };
    }
}
