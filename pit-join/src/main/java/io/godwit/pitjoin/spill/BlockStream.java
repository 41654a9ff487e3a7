package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Blocks of a spill file, one after the other. Closing it leaves the file open. */
public final class BlockStream implements BatchStream {
    private final ExecutionContext context;
    private final SpillFile file;
    private final Schema schema;
    private final List<SpillFile.Block> blocks;
    private int next;

    public BlockStream(ExecutionContext context, SpillFile file, Schema schema, List<SpillFile.Block> blocks) {
        this.context = context;
        this.file = file;
        this.schema = schema;
        this.blocks = List.copyOf(blocks);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        context.cancellation().check();
        return next == blocks.size() ? null : file.read(blocks.get(next++), schema, context.allocator());
    }

    @Override
    public void close() {
        next = blocks.size();
    }
}
