package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;

/**
 * Runs sub-plans in embedded DuckDB. It sees the streams it is given and nothing else: no files, no network, no
 * extensions. Safe for use by many threads; closed when no query runs any more.
 */
public final class DuckDbEngine implements AutoCloseable {
    private final DuckDbInstances instances;
    private final Interrupts interrupts = new Interrupts();

    public DuckDbEngine(DuckDbOptions options) {
        this.instances = new DuckDbInstances(options);
    }

    /**
     * The result of {@code query}, in the engine's order. Nothing runs before the first {@code next()}; then the calling
     * thread takes part in the engine's work. A failure of a leaf comes out as it was thrown there; cancelling the query
     * stops the engine at once.
     */
    public BatchStream execute(ExecutionContext context, EngineQuery query) {
        return new DuckDbStream(instances, interrupts, context, query);
    }

    @Override
    public void close() {
        interrupts.close();
        instances.close();
    }
}
