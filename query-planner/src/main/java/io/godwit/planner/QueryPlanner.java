package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;

/** Turns SQL into something that runs. Safe for use by many threads. */
public interface QueryPlanner extends AutoCloseable {
    /**
     * Parses, validates and plans {@code sql}, binding every table it names to one snapshot. Nothing is read but metadata
     * and nothing is changed: a statement with effects has them in {@link PreparedQuery#execute}.
     *
     * @throws io.godwit.pitjoin.batch.GodwitException with line, column and the nearest known name where that helps
     */
    PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement);

    /** What metadata commands list. */
    MetadataView metadata(StatementContext statement);

    /**
     * Writes all rows into a table as one snapshot, which statements planned from then on see. A write that fails or is
     * cancelled leaves nothing behind. The caller closes the stream.
     */
    WriteReceipt write(ExecutionContext context, BatchStream rows, TableName target, WriteMode mode);

    @Override
    void close();
}
