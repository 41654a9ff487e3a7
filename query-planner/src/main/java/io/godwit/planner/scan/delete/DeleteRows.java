package io.godwit.planner.scan.delete;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowSelection;
import io.godwit.planner.scan.file.ScanMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.StructLikeSet;

/** Reads the rows of delete files as those of data files are read, so that no length in a damaged one is believed. */
final class DeleteRows {
    private static final Schema POSITIONS =
            new Schema(MetadataColumns.DELETE_FILE_PATH, MetadataColumns.DELETE_FILE_POS);
    private static final int BATCH_ROWS = 64 * 1024;

    /** No file has so many rows, and an index keeps something for each 2^32 positions up to the largest. */
    private static final long MOST_ROWS = 1L << 40;

    private final ExecutionContext context;
    private final Table table;
    private final FileReader reader;

    DeleteRows(ExecutionContext context, Table table, FileReader reader) {
        this.context = context;
        this.table = table;
        this.reader = reader;
    }

    /** What a file of positions deletes, by the location of the data file. */
    Map<String, PositionDeleteIndex> positions(DeleteFile file) {
        Map<String, PositionDeleteIndex> byPath = new HashMap<>();
        forEachBatch(file, POSITIONS, columns -> addPositions(file, columns, byPath));
        return byPath;
    }

    private static void addPositions(
            DeleteFile file, List<FieldVector> columns, Map<String, PositionDeleteIndex> byPath) {
        VarCharVector paths = (VarCharVector) columns.get(0);
        BigIntVector positions = (BigIntVector) columns.get(1);
        PositionDeleteIndex index = PositionDeleteIndex.empty();
        for (int row = 0; row < paths.getValueCount(); row++) {
            if (paths.isNull(row) || positions.isNull(row)) {
                throw corrupt(file, "a row without path or position");
            }
            if (row == 0 || !sameAsBefore(paths, row)) {
                index = byPath.computeIfAbsent(
                        paths.getObject(row).toString(), path -> Deletes.toPositionIndex(CloseableIterable.empty()));
            }
            long position = positions.get(row);
            if (position < 0 || position >= MOST_ROWS) {
                throw corrupt(file, "position " + position);
            }
            index.delete(position);
        }
    }

    private static boolean sameAsBefore(VarCharVector paths, int row) {
        return ByteFunctionHelpers.equal(
                        paths.getDataBuffer(),
                        paths.getStartOffset(row),
                        paths.getEndOffset(row),
                        paths.getDataBuffer(),
                        paths.getStartOffset(row - 1),
                        paths.getEndOffset(row - 1))
                == 1;
    }

    private static GodwitException corrupt(DeleteFile file, String what) {
        return new GodwitException(ErrorCode.CORRUPT_DATA, "Delete file %s has %s".formatted(file.location(), what));
    }

    /** The keys that a file deletes. */
    StructLikeSet keys(DeleteFile file, Schema columns) {
        StructLikeSet keys = StructLikeSet.create(columns.asStruct());
        forEachBatch(file, columns, vectors -> {
            VectorRow row = new VectorRow(columns.asStruct(), vectors);
            for (int i = 0; i < vectors.get(0).getValueCount(); i++) {
                keys.add(StoredRow.of(row.at(i)));
            }
        });
        return keys;
    }

    private void forEachBatch(DeleteFile file, Schema columns, Consumer<List<FieldVector>> action) {
        FileRead read = new FileRead(
                table.io().newInputFile(file),
                file.fileSizeInBytes(),
                file.format(),
                columns,
                RowFilter.ALL,
                Expressions.alwaysTrue(),
                columns,
                Map.of(),
                null,
                RowSelection.all(file.fileSizeInBytes()),
                BATCH_ROWS,
                new ScanMetrics());
        try (FileBatches batches = reader.open(context, read)) {
            for (FileBatch batch = batches.next(); batch != null; batch = batches.next()) {
                try (FileBatch owned = batch) {
                    action.accept(owned.columns().getFieldVectors());
                }
            }
        }
    }
}
