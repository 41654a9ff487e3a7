package io.godwit.bench;

import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.kernel.SlotIndex;
import io.godwit.pitjoin.kernel.SlotKernel;
import io.godwit.pitjoin.kernel.TimedRows;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A feature row, of a key that has labels and in no order, offered to the labels of a join: time per feature row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class ProbeBenchmark {
    private static final int FEATURE_ROWS = 10_000_000;
    private static final int KEYS = 100_000;
    private static final long YEAR_MICROS = 365L * 86_400_000_000L;

    @Param({"10000", "1000000"})
    public int labelRows;

    private SlotIndex index;
    private int[] groups;
    private long[] events;
    private TimedRows block;

    @Setup
    public void fill() {
        Random random = new Random(20261126);
        int[] groupOf = random.ints(labelRows, 0, KEYS).toArray();
        long[] times = random.longs(labelRows, 0, YEAR_MICROS).toArray();
        index = new SlotIndex(Groups.of(groupOf, labelRows, KEYS), times, labelRows);
        groups = random.ints(FEATURE_ROWS, 0, KEYS).toArray();
        events = random.longs(FEATURE_ROWS, 0, YEAR_MICROS).toArray();
        block = new TimedRows(1);
        block.reset(TimedRows.MOST_ROWS);
        Arrays.fill(block.ingestion, Long.MIN_VALUE);
    }

    @Benchmark
    @OperationsPerInvocation(FEATURE_ROWS)
    public long probe() {
        SlotKernel kernel = new SlotKernel(index, new SlotKernel.Traits(false, true, false));
        for (int from = 0; from < FEATURE_ROWS; from += TimedRows.MOST_ROWS) {
            block.count = Math.min(TimedRows.MOST_ROWS, FEATURE_ROWS - from);
            System.arraycopy(groups, from, block.group, 0, block.count);
            System.arraycopy(events, from, block.event, 0, block.count);
            for (int row = 0; row < block.count; row++) {
                block.rowId[row] = from + row;
            }
            kernel.offer(block);
        }
        kernel.finish();
        return kernel.best().rowId(0);
    }
}
