package io.godwit.planner.write;

import io.godwit.planner.write.parquet.ColumnarFile;
import io.godwit.planner.write.parquet.PageScratch;
import io.godwit.planner.write.parquet.RowGroup;
import io.godwit.planner.write.parquet.WriteOptions;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.io.OutputFile;
import org.jspecify.annotations.Nullable;

/** Rows as Parquet. */
final class ParquetRowFile implements RowFile {
    private static final WriteOptions OPTIONS = WriteOptions.of(Map.of());

    private final BufferAllocator allocator;
    private final ColumnarFile file;
    private final PageScratch scratch;
    private @Nullable RowGroup group;
    private long groupRows;
    private long groupBytes;
    private long rowCount;

    ParquetRowFile(OutputFile output, Schema rows, BufferAllocator allocator) {
        this.allocator = allocator;
        int[] sources = IntStream.range(0, rows.getFields().size()).toArray();
        this.file = new ColumnarFile(output, IcebergTypes.schema(rows), rows.getFields(), sources, OPTIONS, allocator);
        this.scratch = new PageScratch(OPTIONS, allocator);
    }

    @Override
    public void add(VectorSchemaRoot batch, int[] selected, int count) {
        if (count == 0) {
            return;
        }
        RowSelection selection = new RowSelection();
        for (int i = 0; i < count; i++) {
            selection.add(selected[i]);
        }
        try (VectorSchemaRoot chosen = selection.gather(batch, allocator)) {
            RowGroup target = group == null ? file.newRowGroup() : group;
            group = target;
            for (int column = 0; column < target.columnCount(); column++) {
                target.add(column, chosen, scratch);
            }
            groupRows += count;
            groupBytes += SharedBatch.bytes(chosen);
            rowCount += count;
        }
        if (groupBytes >= OPTIONS.rowGroupBytes()) {
            writeGroup();
        }
    }

    private void writeGroup() {
        if (group == null) {
            return;
        }
        try (RowGroup ended = group) {
            group = null;
            for (int column = 0; column < ended.columnCount(); column++) {
                ended.finish(column, scratch);
            }
            file.write(ended, groupRows);
        }
        groupRows = 0;
        groupBytes = 0;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public void close() {
        try (PageScratch closed = scratch) {
            writeGroup();
            file.finish();
        }
    }
}
