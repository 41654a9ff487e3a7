package io.godwit.planner.training.create;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.digest.ContentDigest;
import io.godwit.planner.digest.DigestedStream;
import io.godwit.planner.digest.TableDigest;
import io.godwit.planner.statistics.ColumnSummary;
import io.godwit.planner.statistics.SummarizedStream;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of a new version on their way, digested and, if that was asked for, summarized in the same pass. */
final class DatasetStream implements BatchStream {
    private final DigestedStream digested;
    private final @Nullable SummarizedStream summarized;

    private DatasetStream(DigestedStream digested, @Nullable SummarizedStream summarized) {
        this.digested = digested;
        this.summarized = summarized;
    }

    /** Closing it closes {@code rows}. */
    static DatasetStream over(
            ExecutionContext context, BatchStream rows, CreateOptions options, ContentDigest.RowHashes hashes) {
        SummarizedStream summarized = options.statistics()
                ? new SummarizedStream(
                        rows, options.splits() == null ? null : options.splits().column())
                : null;
        return new DatasetStream(
                new DigestedStream(context, summarized == null ? rows : summarized, hashes), summarized);
    }

    /** Counts rows in that the version has from another. */
    void add(TableDigest known) {
        digested.add(known);
    }

    TableDigest digest() {
        return digested.digest();
    }

    boolean isSummarized() {
        return summarized != null;
    }

    List<ColumnSummary> summaries() {
        return summarized == null ? List.of() : summarized.summaries();
    }

    @Override
    public Schema schema() {
        return digested.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        return digested.next();
    }

    @Override
    public void close() {
        digested.close();
    }
}
