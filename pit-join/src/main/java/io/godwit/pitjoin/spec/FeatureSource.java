package io.godwit.pitjoin.spec;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.timeline.TimelinePlace;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where one feature table comes from. A join first asks for keys and times only, within bounds it derived from the
 * labels, and fetches the other columns of the rows that matched.
 *
 * <p>A row id is opaque, dense per pinned snapshot and ascending in the source's defined order; the same row has the same
 * id in every call on the same source. Every method may be called more than once: a join whose labels do not fit its memory
 * reads again for each chunk of them, within that chunk's bounds.
 */
public interface FeatureSource {
    /** Name of the 64-bit column by which ties are decided after the ingestion time; not null. */
    String SEQUENCE_NUMBER = "$sequence_number";

    /** Name of the 64-bit row id column; not null, ascending within the stream. */
    String ROW_ID = "$row_id";

    /** All columns a join may name, by index. */
    Schema schema();

    /**
     * The given columns of every row that may match, in the source's order, followed by {@link #SEQUENCE_NUMBER} and
     * {@link #ROW_ID}. Rows outside {@code bounds} may be left out and may be there all the same.
     */
    BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds);

    /** Whether {@link #fetch} works; if not, all columns are carried along from {@link #read}. */
    boolean canFetch();

    /**
     * The given columns of the given rows: one output row per row id, in the order given.
     *
     * @param rowIds ascending and without duplicates
     */
    BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns);

    /**
     * Where timelines of these columns are kept between joins, or null where none are: because the rows differ from join to
     * join, or nothing is to be kept of them.
     */
    default @Nullable TimelinePlace timelines(List<Integer> columns) {
        return null;
    }
}
