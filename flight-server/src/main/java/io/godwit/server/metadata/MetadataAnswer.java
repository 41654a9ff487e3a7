package io.godwit.server.metadata;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a metadata command answers. The rows are looked up when it is opened, so that asking for the schema costs nothing.
 *
 * @param schema exactly as Flight SQL prescribes it, nullability included
 */
public record MetadataAnswer(Schema schema, Supplier<List<@Nullable Object[]>> rows) {
    /** The caller closes the stream. */
    public BatchStream open(BufferAllocator allocator) {
        return RowBatch.stream(schema, rows.get(), allocator);
    }
}
