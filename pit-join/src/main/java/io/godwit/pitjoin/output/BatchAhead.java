package io.godwit.pitjoin.output;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A batch of output that a worker puts together while others before it are on their way. */
final class BatchAhead implements AutoCloseable {
    private final Errand errand;
    private @Nullable VectorSchemaRoot batch;

    /** In the window, the row behind its last. */
    final int end;

    BatchAhead(ExecutionContext context, int end, Supplier<VectorSchemaRoot> assembly) {
        this.end = end;
        this.errand = Errand.start(context, () -> batch = assembly.get());
    }

    /** The batch, which is the caller's from now on. */
    VectorSchemaRoot take() {
        errand.finish();
        VectorSchemaRoot taken = batch;
        if (taken == null) {
            throw new IllegalStateException("A batch of output was taken twice");
        }
        batch = null;
        return taken;
    }

    @Override
    public void close() {
        errand.abandon();
        if (batch != null) {
            batch.close();
            batch = null;
        }
    }
}
