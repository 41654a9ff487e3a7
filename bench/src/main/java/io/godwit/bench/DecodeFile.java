package io.godwit.bench;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowSelection;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.parquet.ParquetFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Decodes all columns of one Parquet file to Arrow batches, again and again, and prints a line per round: rows, batches, wall
 * seconds, CPU seconds of the process, minor page faults.
 */
public final class DecodeFile {
    private static final int BATCH_ROWS = 64 * 1024;

    private final Path file;
    private final Schema schema;
    private final ParquetFileReader reader = new ParquetFileReader(64 << 20);

    private DecodeFile(Path file) throws IOException {
        this.file = file;
        this.schema = schema(file);
    }

    /** {@code FILE THREADS ROUNDS} */
    public static void main(String[] arguments) throws Exception {
        DecodeFile decode = new DecodeFile(Path.of(arguments[0]));
        int threads = Integer.parseInt(arguments[1]);
        try (BenchContext bench = new BenchContext(threads)) {
            for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
                decode.measure(bench, threads);
            }
        }
    }

    private static Schema schema(Path file) throws IOException {
        try (var reader = org.apache.parquet.hadoop.ParquetFileReader.open(new LocalInputFile(file))) {
            MessageType type = reader.getFileMetaData().getSchema();
            return ParquetSchemaUtil.convert(
                    ParquetSchemaUtil.hasIds(type) ? type : ParquetSchemaUtil.addFallbackIds(type));
        }
    }

    /** On the scan's own workers: others would be helped by them, and decode with more threads than asked for. */
    private void measure(BenchContext bench, int threads) throws IOException, InterruptedException, ExecutionException {
        ProcessUsage start = ProcessUsage.now();
        long length = Files.size(file);
        List<Callable<long[]>> parts = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            long from = length * part / threads;
            RowSelection rows = new RowSelection(from, length * (part + 1) / threads - from, null);
            parts.add(() -> decode(bench, rows, length));
        }
        long rows = 0;
        long batches = 0;
        for (Future<long[]> part : bench.scans().invokeAll(parts)) {
            rows += part.get()[0];
            batches += part.get()[1];
        }
        System.out.printf("rows=%d batches=%d %s%n", rows, batches, start.sinceThen());
    }

    private long[] decode(BenchContext bench, RowSelection rows, long length) {
        ExecutionContext query = bench.newQuery();
        FileRead read = new FileRead(
                org.apache.iceberg.Files.localInput(file.toFile()),
                length,
                FileFormat.PARQUET,
                schema,
                RowFilter.ALL,
                Expressions.alwaysTrue(),
                schema,
                Map.of(),
                null,
                rows,
                BATCH_ROWS,
                new ScanMetrics());
        long[] counts = new long[2];
        try (BufferAllocator memory = query.allocator();
                FileBatches batches = reader.open(query, read)) {
            for (FileBatch batch = batches.next(); batch != null; batch = batches.next()) {
                try (FileBatch owned = batch) {
                    counts[0] += owned.rowCount();
                    counts[1]++;
                }
            }
        }
        return counts;
    }
}
