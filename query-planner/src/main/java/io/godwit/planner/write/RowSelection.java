package io.godwit.planner.write;

import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Some rows of a batch, in their order. */
final class RowSelection {
    private long[] locations = new long[64];
    private int count;

    void add(int row) {
        if (count == locations.length) {
            locations = Arrays.copyOf(locations, 2 * count);
        }
        locations[count++] = RowLocations.of(0, row);
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Copies the rows; the copy is the caller's. */
    VectorSchemaRoot gather(VectorSchemaRoot batch, BufferAllocator allocator) {
        VectorSchemaRoot copy = VectorSchemaRoot.create(batch.getSchema(), allocator);
        try {
            for (int column = 0; column < copy.getFieldVectors().size(); column++) {
                GatherRows.gather(List.of(batch.getVector(column)), locations, 0, count, copy.getVector(column));
            }
            copy.setRowCount(count);
            return copy;
        } catch (RuntimeException e) {
            copy.close();
            throw e;
        }
    }
}
