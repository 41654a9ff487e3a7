package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowSelection;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.Footer;
import io.godwit.planner.scan.parquet.file.LocalFileBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;

/** Reads test files with the decoder, and Arrow streams, into plain Java values that can be compared. */
public final class ParquetReads {
    /** Help with columns of the same batch, as scan workers do. */
    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "decoding");
        thread.setDaemon(true);
        return thread;
    });

    private ParquetReads() {}

    static Path resource(String name) {
        return Path.of("src/test/resources/parquet").resolve(name);
    }

    static InputFile input(Path path) {
        return org.apache.iceberg.Files.localInput(path.toFile());
    }

    static ExecutionContext context(BufferAllocator allocator) {
        return new ExecutionContext(
                "test",
                new Cancellation(),
                allocator,
                new MemoryLease(1L << 30),
                new SpillDirectory(Path.of("target/spill")),
                new Workers(WORKERS, WORKERS),
                Clock.systemUTC());
    }

    static Schema schemaOf(Path path) {
        try (FileBytes bytes = new LocalFileBytes(path.toString(), path)) {
            return ParquetSchemaUtil.convert(
                    Footer.read(bytes, path.toString(), path.toFile().length()).schema());
        }
    }

    public static FileRead read(Path path, Schema columns) {
        return read(path, columns, RowFilter.ALL, Expressions.alwaysTrue(), null, 1000);
    }

    public static FileRead read(
            Path path, Schema columns, RowFilter filter, Expression pruning, long[] positions, int batchRows) {
        long length = path.toFile().length();
        return new FileRead(
                input(path),
                length,
                FileFormat.PARQUET,
                columns,
                filter,
                pruning,
                columns,
                Map.of(),
                null,
                positions == null ? RowSelection.all(length) : RowSelection.rows(length, positions),
                batchRows,
                new ScanMetrics());
    }

    /** All values by column name. */
    public static Map<String, List<Object>> values(BufferAllocator allocator, FileRead read) {
        return values(allocator, new ParquetFileReader(1 << 20), read);
    }

    public static Map<String, List<Object>> values(BufferAllocator allocator, FileReader reader, FileRead read) {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        read.columns().columns().forEach(column -> values.put(column.name(), new ArrayList<>()));
        try (FileBatches batches = reader.open(context(allocator), read)) {
            for (FileBatch batch = batches.next(); batch != null; batch = batches.next()) {
                try (FileBatch owned = batch) {
                    append(owned.columns(), values);
                }
            }
        }
        return values;
    }

    static Map<String, List<Object>> arrowValues(BufferAllocator allocator, Path path) throws IOException {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        try (ArrowStreamReader reader = new ArrowStreamReader(Files.newInputStream(path), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            root.getSchema().getFields().forEach(field -> values.put(field.getName(), new ArrayList<>()));
            while (reader.loadNextBatch()) {
                append(root, values);
            }
        }
        return values;
    }

    private static void append(VectorSchemaRoot root, Map<String, List<Object>> values) {
        for (FieldVector vector : root.getFieldVectors()) {
            List<Object> column = values.get(vector.getName());
            for (int row = 0; row < root.getRowCount(); row++) {
                column.add(comparable(vector.getObject(row)));
            }
        }
    }

    private static Object comparable(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ParquetReads::comparable).toList().toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
