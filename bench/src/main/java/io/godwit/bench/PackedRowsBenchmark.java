package io.godwit.bench;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.PackedRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Eight doubles of rows from all over a million: column by column, and packed before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class PackedRowsBenchmark {
    private static final int ROWS = 1_048_576;
    private static final int GATHERED = 16_384;

    private BenchContext bench;
    private ExecutionContext query;
    private StoredBatches rows;
    private PackedRows packed;
    private List<List<FieldVector>> columns;
    private long[] locations;
    private int from;

    @Setup
    public void fill() {
        bench = new BenchContext(1);
        rows = SeededRows.wide(bench.allocator(), ROWS);
        columns = columns(rows);
        query = bench.newQuery();
        try (StoredBatches taken = SeededRows.wide(bench.allocator(), ROWS)) {
            packed = PackedRows.pack(columns(taken), query);
        }
        int batchRows = columns.get(0).get(0).getValueCount();
        locations = new Random(20261126)
                .ints(ROWS, 0, ROWS)
                .mapToLong(row -> RowLocations.of(row / batchRows, row % batchRows))
                .toArray();
    }

    private static List<List<FieldVector>> columns(StoredBatches stored) {
        return IntStream.range(0, stored.schema().getFields().size())
                .mapToObj(column -> stored.batches().stream()
                        .map(batch -> batch.getVector(column))
                        .toList())
                .toList();
    }

    @TearDown
    public void release() {
        packed.close();
        query.allocator().close();
        rows.close();
        bench.close();
    }

    /** Other rows every time: none is near a core still. */
    private int next() {
        from = (from + GATHERED) % ROWS;
        return from;
    }

    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public int columnByColumn() {
        int first = next();
        try (VectorSchemaRoot target = VectorSchemaRoot.create(rows.schema(), bench.allocator())) {
            for (int column = 0; column < columns.size(); column++) {
                GatherRows.gather(columns.get(column), false, locations, first, GATHERED, target.getVector(column));
            }
            return target.getVector(0).getValueCount();
        }
    }

    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public int packed() {
        int first = next();
        try (VectorSchemaRoot target = VectorSchemaRoot.create(rows.schema(), bench.allocator())) {
            packed.gather(locations, first, GATHERED, target.getFieldVectors());
            return target.getVector(0).getValueCount();
        }
    }
}
