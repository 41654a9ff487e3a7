package io.godwit.planner.write;

import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.Arrays;
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
        return GatherRows.gather(batch, locations, count, allocator);
    }
}
