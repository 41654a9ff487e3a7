package io.godwit.planner.write;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;

/** Deals the rows of batches to the partitions of a table. Within a partition rows keep their order. */
final class PartitionedRows {
    private final BatchRows cursor;
    private final PartitionKey key;
    private final Map<PartitionKey, RowSelection> selections = new LinkedHashMap<>();

    PartitionedRows(Schema rows, Table table) {
        this.cursor = new BatchRows(rows, table.schema());
        this.key = new PartitionKey(table.spec(), table.schema());
    }

    /** Gives each partition that has rows in the batch a copy of them, to own. The batch stays the caller's. */
    void deal(VectorSchemaRoot batch, BufferAllocator allocator, BiConsumer<PartitionKey, VectorSchemaRoot> receiver) {
        selections.clear();
        cursor.enter(batch);
        PartitionKey previous = null;
        RowSelection selection = null;
        for (int row = 0; row < batch.getRowCount(); row++) {
            cursor.moveTo(row);
            key.partition(cursor);
            if (selection == null || !key.equals(previous)) {
                previous = key.copy();
                selection = selections.computeIfAbsent(previous, unused -> new RowSelection());
            }
            selection.add(row);
        }
        selections.forEach((partition, rows) -> receiver.accept(partition, rows.gather(batch, allocator)));
    }
}
