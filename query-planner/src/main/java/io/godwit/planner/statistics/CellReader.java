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
    INTEGERS(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return longs(((BaseIntVector) vector).getValueAsLong(row), sketch);
        }
    },
    TRUTHS(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return longs(((BitVector) vector).get(row), sketch);
        }
    },
    FLOATS(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return doubles(((Float4Vector) vector).get(row), sketch);
        }
    },
    DOUBLES(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return doubles(((Float8Vector) vector).get(row), sketch);
        }
    },
    /** As the nearest double: extremes of decimals beyond 15 digits are not exact. */
    DECIMALS(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return doubles(((DecimalVector) vector).getObjectNotNull(row).doubleValue(), sketch);
        }
    },
    DAYS(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return longs(((DateDayVector) vector).get(row), sketch);
        }
    },
    TIMES_OF_DAY(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return longs(((TimeMicroVector) vector).get(row), sketch);
        }
    },
    TIMESTAMPS(true) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return longs(((TimeStampVector) vector).get(row), sketch);
        }
    },
    TEXTS(false) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            byte[] bytes =
                    vector instanceof VarCharVector texts ? texts.get(row) : ((LargeVarCharVector) vector).get(row);
            sketch.see(bytes, true);
            return Double.NaN;
        }
    },
    BYTES(false) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            sketch.see(((VarBinaryVector) vector).get(row), false);
            return Double.NaN;
        }
    },
    UNREAD(false) {
        @Override
        double read(FieldVector vector, int row, ColumnSketch sketch) {
            return Double.NaN;
        }
    };

    static final int CHUNK_ROWS = 1024;

    private final boolean numeric;

    CellReader(boolean numeric) {
        this.numeric = numeric;
    }

    /** Hands the cell, which is not null, to the sketch, and returns it as a number; NaN if it is none. */
    abstract double read(FieldVector vector, int row, ColumnSketch sketch);

    /** Whether cells are numbers or times, which have a mean and quantiles. */
    boolean isNumeric() {
        return numeric;
    }

    boolean hasValues() {
        return this != UNREAD;
    }

    private static double longs(long value, ColumnSketch sketch) {
        sketch.see(value);
        return value;
    }

    private static double doubles(double value, ColumnSketch sketch) {
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
