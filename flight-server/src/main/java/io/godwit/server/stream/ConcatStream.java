package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Streams of one schema, one after the other; each is opened when its turn comes. */
public final class ConcatStream implements BatchStream {
    private final Schema schema;
    private final Iterator<Supplier<BatchStream>> rest;
    private @Nullable BatchStream current;

    public ConcatStream(Schema schema, List<Supplier<BatchStream>> parts) {
        this.schema = schema;
        this.rest = parts.iterator();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (current != null || rest.hasNext()) {
            if (current == null) {
                current = rest.next().get();
            }
            VectorSchemaRoot batch = current.next();
            if (batch != null) {
                return batch;
            }
            close();
        }
        return null;
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
