package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A stored frame under the name a session or a ticket gives it. */
record NamedFrame(String name, StoredFrame stored) implements Frame {
    @Override
    public String id() {
        return stored.id();
    }

    @Override
    public Schema schema() {
        return stored.content().schema();
    }

    @Override
    public long rowCount() {
        return stored.content().rowCount();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns) {
        return stored.content().read(context, columns);
    }
}
