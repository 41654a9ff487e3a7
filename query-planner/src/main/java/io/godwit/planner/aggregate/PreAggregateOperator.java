package io.godwit.planner.aggregate;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows by group: key columns, then measures. Groups come out when there are too many to keep, and at the end; so a group may
 * come more than once, and what comes is of different rows each time. Where hardly any rows share a group, each batch goes
 * through row by row.
 *
 * <pre>
 *   batch ──▶ words of the keys ──▶ group of each row ──▶ sums and counts by group
 *                                    (GroupTable)          (MeasureState, each over a whole batch)
 * </pre>
 *
 * <p>Without key columns there is one group, also of no rows.
 */
public final class PreAggregateOperator implements BatchStream {
    /** Tables of this many groups stay in the second-level cache. */
    private static final int MOST_GROUPS = 1 << 14;

    /** With fewer rows than this in a group, keeping groups costs more than it saves. */
    private static final int FEWEST_ROWS_PER_GROUP = 2;

    private final ExecutionContext context;
    private final BatchStream input;
    private final List<Integer> keys;
    private final List<Measure> measures;
    private final List<List<Integer>> columnsOfMeasures;
    private final List<MeasureState> states;
    private final List<KeyWords> words;
    private final Schema schema;

    private GroupTable table;
    private final BatchGroups groups = new BatchGroups();
    private long[] values = {};
    private long rowsInTable;
    private boolean passesThrough;
    private boolean ended;

    /**
     * @param keys columns of the input
     * @param schema of the result: the keys', then one field for each measure
     */
    public PreAggregateOperator(
            ExecutionContext context, BatchStream input, List<Integer> keys, List<Measure> measures, Schema schema) {
        this.context = context;
        this.input = input;
        this.keys = List.copyOf(keys);
        this.measures = List.copyOf(measures);
        this.columnsOfMeasures =
                measures.stream().map(PreAggregateOperator::columns).toList();
        this.states = MeasureState.of(measures);
        this.words = keys.stream().map(key -> new KeyWords()).toList();
        this.schema = schema;
        this.table = new GroupTable(keys.size() + 1);
        reset();
    }

    private static List<Integer> columns(Measure measure) {
        List<Integer> columns = new ArrayList<>();
        if (measure.argument() != null) {
            measure.argument().addColumnsTo(columns);
        }
        return columns;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (!ended) {
            context.cancellation().check();
            VectorSchemaRoot batch = input.next();
            if (batch == null) {
                ended = true;
                return keys.isEmpty() || table.size() > 0 ? flush() : null;
            }
            try (batch) {
                if (passesThrough) {
                    return passThrough(batch);
                }
                aggregate(batch);
            }
            if (table.size() > MOST_GROUPS) {
                passesThrough = rowsInTable < (long) FEWEST_ROWS_PER_GROUP * table.size();
                return flush();
            }
        }
        return null;
    }

    private void aggregate(VectorSchemaRoot batch) {
        boolean[] hasNulls = hasNulls(batch);
        assignGroups(batch, hasNulls);
        states.forEach(state -> state.grow(groups.groupCount()));
        measure(batch, hasNulls);
        rowsInTable += batch.getRowCount();
    }

    /** By column: Arrow counts the nulls each time it is asked. */
    private static boolean[] hasNulls(VectorSchemaRoot batch) {
        boolean[] hasNulls = new boolean[batch.getFieldVectors().size()];
        for (int column = 0; column < hasNulls.length; column++) {
            hasNulls[column] = batch.getVector(column).getNullCount() > 0;
        }
        return hasNulls;
    }

    private void assignGroups(VectorSchemaRoot batch, boolean[] hasNulls) {
        int count = batch.getRowCount();
        int[] ofRows = groups.start(count);
        if (keys.isEmpty()) {
            Arrays.fill(ofRows, 0, count, 0);
            groups.end(1);
            return;
        }
        long[][] keyWords = new long[keys.size() + 1][count];
        long[] nulls = keyWords[keys.size()];
        for (int i = 0; i < keys.size(); i++) {
            int key = keys.get(i);
            words.get(i).write(batch.getVector(key), hasNulls[key], count, keyWords[i], nulls, 1L << i);
        }
        table.assign(keyWords, count, ofRows);
        groups.end(table.size());
    }

    private void measure(VectorSchemaRoot batch, boolean[] hasNulls) {
        if (values.length < batch.getRowCount()) {
            values = new long[batch.getRowCount()];
        }
        for (int i = 0; i < measures.size(); i++) {
            boolean anyNull = false;
            for (int column : columnsOfMeasures.get(i)) {
                anyNull |= hasNulls[column];
            }
            measure(i, batch.getFieldVectors(), anyNull);
        }
    }

    private void measure(int index, List<FieldVector> columns, boolean hasNulls) {
        MeasureState state = states.get(index);
        Number64 argument = measures.get(index).argument();
        boolean counts = measures.get(index).kind() == Measure.Kind.COUNT;
        if (argument == null || (counts && !hasNulls)) {
            state.count(groups);
            return;
        }
        boolean fits = counts || argument.compute(columns, groups.count(), values);
        if (fits && !hasNulls) {
            state.add(groups, values);
        } else {
            addRowByRow(index, argument, columns, fits);
        }
    }

    private void addRowByRow(int index, Number64 argument, List<FieldVector> columns, boolean fits) {
        MeasureState state = states.get(index);
        for (int row = 0; row < groups.count(); row++) {
            if (!isPresent(columns, columnsOfMeasures.get(index), row)) {
                continue;
            }
            if (fits) {
                state.add(groups.groups()[row], values[row]);
            } else {
                state.add(groups.groups()[row], decimal(argument.exact(columns, row)));
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

    /** Every row is a group of its own; the key columns go on as they are. */
    private VectorSchemaRoot passThrough(VectorSchemaRoot batch) {
        int count = batch.getRowCount();
        Arrays.setAll(groups.start(count), row -> row);
        groups.end(count);
        states.forEach(state -> state.reset(count));
        measure(batch, hasNulls(batch));
        List<FieldVector> columns = new ArrayList<>();
        try {
            for (int i = 0; i < keys.size(); i++) {
                FieldVector key = newVector(i);
                columns.add(key);
                batch.getVector(keys.get(i)).makeTransferPair(key).transfer();
            }
            addMeasures(columns, count);
            return new VectorSchemaRoot(schema.getFields(), columns, count);
        } catch (RuntimeException e) {
            columns.forEach(FieldVector::close);
            throw e;
        }
    }

    private VectorSchemaRoot flush() {
        int count = keys.isEmpty() ? 1 : table.size();
        List<FieldVector> columns = new ArrayList<>();
        try {
            for (int i = 0; i < keys.size(); i++) {
                FieldVector key = newVector(i);
                columns.add(key);
                writeKeys(i, key, count);
            }
            addMeasures(columns, count);
            reset();
            return new VectorSchemaRoot(schema.getFields(), columns, count);
        } catch (RuntimeException e) {
            columns.forEach(FieldVector::close);
            throw e;
        }
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

    private void addMeasures(List<FieldVector> columns, int count) {
        for (int i = 0; i < states.size(); i++) {
            FieldVector vector = newVector(keys.size() + i);
            columns.add(vector);
            states.get(i).write(vector, count);
        }
    }

    private FieldVector newVector(int column) {
        return schema.getFields().get(column).createVector(context.allocator());
    }

    private void reset() {
        table = new GroupTable(keys.size() + 1);
        words.forEach(KeyWords::clear);
        states.forEach(state -> state.reset(1));
        rowsInTable = 0;
    }

    @Override
    public void close() {
        input.close();
    }
}
