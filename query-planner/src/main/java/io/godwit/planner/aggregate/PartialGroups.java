package io.godwit.planner.aggregate;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.NewBatch;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The groups of some of a stream's rows, and what is measured of them. Used by one thread at a time.
 *
 * <pre>
 *   stretch of a batch ──▶ words of the keys ──▶ group of each row ──▶ sums and counts by group
 *                          (KeyWords)            (GroupTable)          (BatchValues, MeasureState)
 * </pre>
 */
final class PartialGroups {
    /** Tables of this many groups stay in the second-level cache. */
    private static final int MOST_GROUPS = 1 << 14;

    /** With fewer rows than this in a group, keeping groups costs more than it saves. */
    private static final int FEWEST_ROWS_PER_GROUP = 2;

    /** The words and values of so many rows stay in that cache, too. */
    private static final int STRETCH = 1 << 11;

    private final BufferAllocator allocator;
    private final List<Integer> keys;
    private final List<Measure> measures;
    private final List<List<Integer>> columnsOfMeasures;
    private final int[] measureOfColumn;
    private final int[] valuesOfMeasures;
    private final List<MeasureState> states;
    private final List<KeyWords> words;
    private final BatchValues values;
    private final Schema schema;

    private final GroupTable table;
    private final BatchGroups groups = new BatchGroups();
    private final long[][] keyWords;
    private long rowsInTable;

    /**
     * @param keys columns of the input
     * @param schema of the result: the keys', then one field for each measure
     */
    PartialGroups(BufferAllocator allocator, List<Integer> keys, List<Measure> wanted, Schema schema) {
        this.allocator = allocator;
        this.keys = keys;
        this.measures = wanted.stream().distinct().toList();
        this.measureOfColumn = wanted.stream().mapToInt(measures::indexOf).toArray();
        this.columnsOfMeasures = measures.stream().map(PartialGroups::columns).toList();
        this.states = measures.stream()
                .map(measure -> new MeasureState(measure.kind()))
                .toList();
        this.words = keys.stream().map(key -> new KeyWords()).toList();
        List<Number64> computed = new ArrayList<>();
        for (Measure measure : measures) {
            if (measure.argument() != null && measure.kind() != Measure.Kind.COUNT) {
                computed.add(measure.argument());
            }
        }
        this.values = new BatchValues(computed, STRETCH);
        this.valuesOfMeasures = measures.stream()
                .mapToInt(measure -> measure.argument() == null ? -1 : values.indexOf(measure.argument()))
                .toArray();
        this.schema = schema;
        this.table = new GroupTable(keys.size() + 1);
        this.keyWords = new long[keys.size() + 1][STRETCH];
        reset();
    }

    private static List<Integer> columns(Measure measure) {
        List<Integer> columns = new ArrayList<>();
        if (measure.argument() != null) {
            measure.argument().addColumnsTo(columns);
        }
        return columns;
    }

    /** Adds the rows of a batch, which stays the caller's. */
    void add(VectorSchemaRoot batch) {
        boolean[] hasNulls = hasNulls(batch);
        for (int start = 0; start < batch.getRowCount(); start += STRETCH) {
            int count = Math.min(STRETCH, batch.getRowCount() - start);
            assignGroups(batch, hasNulls, start, count);
            states.forEach(state -> state.grow(groups.groupCount()));
            measure(batch.getFieldVectors(), hasNulls, start);
        }
        rowsInTable += batch.getRowCount();
    }

    boolean isFull() {
        return table.size() > MOST_GROUPS;
    }

    /** Whether so few rows share a group that it is no use to look for them. */
    boolean isUseless() {
        return rowsInTable < (long) FEWEST_ROWS_PER_GROUP * table.size();
    }

    boolean isEmpty() {
        return rowsInTable == 0;
    }

    /** By column: Arrow counts nulls each time it is asked, and slowly. */
    private static boolean[] hasNulls(VectorSchemaRoot batch) {
        boolean[] hasNulls = new boolean[batch.getFieldVectors().size()];
        for (int column = 0; column < hasNulls.length; column++) {
            hasNulls[column] = hasNulls(batch.getVector(column), batch.getRowCount());
        }
        return hasNulls;
    }

    private static boolean hasNulls(FieldVector vector, int count) {
        long validity = vector.getValidityBuffer().memoryAddress();
        long all = -1;
        for (int word = 0; word < count / Long.SIZE; word++) {
            all &= MemoryUtil.getLong(validity + (long) word * Long.BYTES);
        }
        boolean hasNulls = all != -1;
        for (int row = count / Long.SIZE * Long.SIZE; row < count; row++) {
            hasNulls |= vector.isNull(row);
        }
        return hasNulls;
    }

    private void assignGroups(VectorSchemaRoot batch, boolean[] hasNulls, int start, int count) {
        int[] ofRows = groups.start(count);
        if (keys.isEmpty()) {
            Arrays.fill(ofRows, 0, count, 0);
            groups.end(1);
            return;
        }
        long[] nulls = keyWords[keys.size()];
        Arrays.fill(nulls, 0);
        for (int i = 0; i < keys.size(); i++) {
            int key = keys.get(i);
            words.get(i).write(batch.getVector(key), hasNulls[key], start, count, keyWords[i], nulls, 1L << i);
        }
        table.assign(keyWords, count, ofRows);
        groups.end(table.size());
    }

    private void measure(List<FieldVector> columns, boolean[] hasNulls, int start) {
        values.compute(columns, start, groups.count());
        for (int i = 0; i < measures.size(); i++) {
            boolean anyNull = false;
            for (int column : columnsOfMeasures.get(i)) {
                anyNull |= hasNulls[column];
            }
            measure(i, columns, anyNull, start);
        }
    }

    private void measure(int index, List<FieldVector> columns, boolean hasNulls, int start) {
        MeasureState state = states.get(index);
        Number64 argument = measures.get(index).argument();
        boolean counts = measures.get(index).kind() == Measure.Kind.COUNT;
        int computed = valuesOfMeasures[index];
        if (argument == null || (counts && !hasNulls)) {
            state.count(groups);
        } else if (!counts && !hasNulls && values.fit(computed)) {
            state.add(groups, values.of(computed), values.fitWhenSummed(computed, groups.count()));
        } else {
            addRowByRow(index, argument, columns, start);
        }
    }

    private void addRowByRow(int index, Number64 argument, List<FieldVector> columns, int start) {
        MeasureState state = states.get(index);
        boolean counts = measures.get(index).kind() == Measure.Kind.COUNT;
        int computed = valuesOfMeasures[index];
        for (int row = 0; row < groups.count(); row++) {
            int group = groups.groups()[row];
            if (!isPresent(columns, columnsOfMeasures.get(index), start + row)) {
                continue;
            }
            if (counts) {
                state.add(group, 0);
            } else if (values.fit(computed)) {
                state.add(group, values.of(computed)[row]);
            } else {
                state.add(group, decimal(argument.exact(columns, start + row)));
            }
        }
    }

    private static boolean isPresent(List<FieldVector> columns, List<Integer> named, int row) {
        for (int column : named) {
            if (columns.get(column).isNull(row)) {
                return false;
            }
        }
        return true;
    }

    private static BigInteger decimal(BigInteger value) {
        if (value.abs().compareTo(MeasureState.DECIMAL_BOUND) >= 0) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A value to be aggregated has more than 38 digits: " + value + " (without its decimal point)");
        }
        return value;
    }

    /** Every row of a batch as a group of its own, while there are no others; the key columns go on as they are. */
    VectorSchemaRoot rowByRow(VectorSchemaRoot batch) {
        int rows = batch.getRowCount();
        boolean[] hasNulls = hasNulls(batch);
        states.forEach(state -> state.grow(rows));
        for (int start = 0; start < rows; start += STRETCH) {
            int first = start;
            Arrays.setAll(groups.start(Math.min(STRETCH, rows - start)), row -> first + row);
            groups.end(rows);
            measure(batch.getFieldVectors(), hasNulls, start);
        }
        return NewBatch.of(schema, rows, columns -> {
            for (int i = 0; i < keys.size(); i++) {
                FieldVector key = newVector(i);
                columns.add(key);
                batch.getVector(keys.get(i)).makeTransferPair(key).transfer();
            }
            addMeasures(columns, rows);
        });
    }

    /** What was measured so far, which is then forgotten. */
    VectorSchemaRoot take() {
        int count = keys.isEmpty() ? 1 : table.size();
        return NewBatch.of(schema, count, columns -> {
            for (int i = 0; i < keys.size(); i++) {
                FieldVector key = newVector(i);
                columns.add(key);
                writeKeys(i, key, count);
            }
            addMeasures(columns, count);
        });
    }

    private void addMeasures(List<FieldVector> columns, int count) {
        for (int i = 0; i < measureOfColumn.length; i++) {
            FieldVector vector = newVector(keys.size() + i);
            columns.add(vector);
            states.get(measureOfColumn[i]).write(vector, count);
        }
        reset();
    }

    private void writeKeys(int index, FieldVector key, int count) {
        key.setInitialCapacity(count);
        key.allocateNew();
        for (int group = 0; group < count; group++) {
            if ((table.word(group, keys.size()) >> index & 1) == 0) {
                words.get(index).set(key, group, table.word(group, index));
            }
        }
        key.setValueCount(count);
    }

    private FieldVector newVector(int column) {
        return schema.getFields().get(column).createVector(allocator);
    }

    private void reset() {
        table.clear();
        words.forEach(KeyWords::clear);
        states.forEach(state -> state.reset(1));
        rowsInTable = 0;
    }
}
