package io.godwit.pitjoin.timeline;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.key.KeyCoding;
import io.godwit.pitjoin.key.KeyIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Builds a timeline by reading the rows twice: first the rows of each key are counted, then every row is written to where
 * it stands. So nothing is held beside the timeline itself. Gives up wherever the rows do not suit, or memory ends.
 */
public final class TimelineBuilder {
    /** Keys are indexed on the heap; with more the pass over the rows has to do. */
    private static final long MOST_KEY_BYTES = Runtime.getRuntime().maxMemory() / 16;

    /** So many rows are sorted in one go. */
    private static final int SORTED_ROWS = 1 << 18;

    private final ExecutionContext context;
    private final TimelinePlace.Claim claim;
    private final TimelineColumns columns;
    private final Supplier<BatchStream> rows;
    private final KeyIndex keys;
    private final List<KeyCoding> codings;

    private final SequenceStretches sequences = new SequenceStretches();
    private int[] counts = new int[1024];
    private long total;
    private long leastIngestion = Long.MAX_VALUE;
    private long greatestIngestion = Long.MIN_VALUE;

    private int[] groups = new int[0];
    private int[] nulls = new int[0];
    private long[] events = new long[0];
    private long[] ingestions = new long[0];
    private long[] ids = new long[0];

    /** @param rows opens a stream of the columns of all rows, their sequence numbers and row ids */
    public TimelineBuilder(
            ExecutionContext context,
            TimelinePlace.Claim claim,
            TimelineColumns columns,
            List<KeyCoding> codings,
            Supplier<BatchStream> rows) {
        this.context = context;
        this.claim = claim;
        this.columns = columns;
        this.codings = codings;
        this.rows = rows;
        this.keys = KeyIndex.of(codings);
    }

    /** Builds it and leaves it in its place too; null when there is to be none. The caller closes it. */
    public @Nullable Timeline build() {
        if (!count()) {
            return null;
        }
        int[] starts = new int[keys.groupCount() + 1];
        for (int group = 0; group < keys.groupCount(); group++) {
            starts[group + 1] = starts[group] + counts[group];
        }
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            Timeline built = fill(starts, buffers);
            if (built != null) {
                buffers.clear();
                claim.put(built);
            }
            return built;
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
    }

    private @Nullable Timeline fill(int[] starts, List<ArrowBuf> buffers) {
        ArrowBuf eventBuffer = allocate(Long.BYTES, buffers);
        ArrowBuf idBuffer = eventBuffer == null ? null : allocate(Integer.BYTES, buffers);
        boolean ingestionsDiffer = columns.ingestion() >= 0 && leastIngestion < greatestIngestion;
        ArrowBuf ingestionBuffer = idBuffer == null || !ingestionsDiffer ? null : allocate(Long.BYTES, buffers);
        if (eventBuffer == null || idBuffer == null || (ingestionsDiffer && ingestionBuffer == null)) {
            return null;
        }
        if (!write(starts, eventBuffer, idBuffer, ingestionBuffer)) {
            return null;
        }
        sort(starts, eventBuffer, idBuffer, ingestionBuffer);
        long ofAll = columns.ingestion() >= 0 && total > 0 ? leastIngestion : Long.MIN_VALUE;
        return new Timeline(keys, starts, eventBuffer, idBuffer, ingestionBuffer, ofAll, sequences);
    }

    /** Groups are sorted in parts of about as many rows, by the workers that are free. */
    private void sort(int[] starts, ArrowBuf eventBuffer, ArrowBuf idBuffer, @Nullable ArrowBuf ingestionBuffer) {
        List<Runnable> parts = new ArrayList<>();
        for (int first = 0; first + 1 < starts.length || parts.isEmpty(); ) {
            int from = first;
            while (first + 1 < starts.length && starts[first] - starts[from] < SORTED_ROWS) {
                first++;
            }
            int end = first;
            parts.add(() -> {
                context.cancellation().check();
                TimelineSort sort = new TimelineSort(eventBuffer, idBuffer, ingestionBuffer);
                for (int group = from; group < end; group++) {
                    sort.sort(starts[group], starts[group + 1]);
                }
            });
        }
        Errand.runAll(context, parts);
    }

    private @Nullable ArrowBuf allocate(int width, List<ArrowBuf> buffers) {
        ArrowBuf buffer = claim.allocate(Math.max(1, total) * width);
        if (buffer != null) {
            buffers.add(buffer);
        }
        return buffer;
    }

    /** The first reading: which keys there are, and how many rows each has. */
    private boolean count() {
        try (BatchStream stream = rows.get()) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    if (!claim.isOpen() || !count(owned)) {
                        return false;
                    }
                }
                context.cancellation().check();
            }
        }
        return total < Integer.MAX_VALUE;
    }

    private boolean count(VectorSchemaRoot batch) {
        int rowCount = batch.getRowCount();
        makeRoom(rowCount);
        keys.add(keyVectors(batch), rowCount, groups);
        if (counts.length < keys.groupCount()) {
            counts = Arrays.copyOf(counts, Math.max(keys.groupCount(), 2 * counts.length));
        }
        readNulls(batch, columns.event());
        for (int row = 0; row < rowCount; row++) {
            if ((groups[row] | nulls[row]) >= 0) {
                counts[groups[row]]++;
                total++;
            }
        }
        int width = batch.getFieldVectors().size();
        Words.read(batch.getVector(width - 2), rowCount, events);
        Words.read(batch.getVector(width - 1), rowCount, ids);
        boolean idsFit = rowCount == 0 || ids[rowCount - 1] <= Integer.MAX_VALUE;
        return idsFit
                && sequences.add(ids, events, rowCount)
                && keys.heldBytes() <= MOST_KEY_BYTES
                && (columns.ingestion() < 0 || rangeIngestions(batch));
    }

    /** A time that stands for null here is not to be told from it. */
    private boolean rangeIngestions(VectorSchemaRoot batch) {
        readIngestions(batch);
        boolean clear = true;
        for (int row = 0; row < batch.getRowCount(); row++) {
            leastIngestion = Math.min(leastIngestion, ingestions[row]);
            greatestIngestion = Math.max(greatestIngestion, ingestions[row]);
            clear &= ingestions[row] != Long.MIN_VALUE || nulls[row] != 0;
        }
        return clear;
    }

    private void readIngestions(VectorSchemaRoot batch) {
        Words.read(batch.getVector(columns.ingestion()), batch.getRowCount(), ingestions);
        readNulls(batch, columns.ingestion());
        for (int row = 0; row < batch.getRowCount(); row++) {
            ingestions[row] = nulls[row] != 0 ? Long.MIN_VALUE : ingestions[row];
        }
    }

    /** The second reading: every row to where it stands. */
    private boolean write(int[] starts, ArrowBuf eventBuffer, ArrowBuf idBuffer, @Nullable ArrowBuf ingestionBuffer) {
        int[] next = Arrays.copyOf(starts, starts.length - 1);
        KeyIndex.Probe probe = keys.probe(codings);
        try (BatchStream stream = rows.get()) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    if (!claim.isOpen()) {
                        return false;
                    }
                    probe.find(keyVectors(owned), owned.getRowCount(), load(owned, ingestionBuffer != null));
                    write(owned.getRowCount(), next, eventBuffer, idBuffer, ingestionBuffer);
                }
                context.cancellation().check();
            }
        }
        return true;
    }

    private int[] load(VectorSchemaRoot batch, boolean withIngestions) {
        makeRoom(batch.getRowCount());
        if (withIngestions) {
            readIngestions(batch);
        }
        Words.read(batch.getVector(columns.event()), batch.getRowCount(), events);
        Words.read(batch.getVector(batch.getFieldVectors().size() - 1), batch.getRowCount(), ids);
        readNulls(batch, columns.event());
        return groups;
    }

    private void write(
            int rowCount, int[] next, ArrowBuf eventBuffer, ArrowBuf idBuffer, @Nullable ArrowBuf ingestionBuffer) {
        long eventAddress = eventBuffer.memoryAddress();
        long idAddress = idBuffer.memoryAddress();
        for (int row = 0; row < rowCount; row++) {
            if ((groups[row] | nulls[row]) < 0) {
                continue;
            }
            long place = next[groups[row]]++;
            MemoryUtil.putLong(eventAddress + (place << 3), events[row]);
            MemoryUtil.putInt(idAddress + (place << 2), (int) ids[row]);
            if (ingestionBuffer != null) {
                MemoryUtil.putLong(ingestionBuffer.memoryAddress() + (place << 3), ingestions[row]);
            }
        }
    }

    private List<FieldVector> keyVectors(VectorSchemaRoot batch) {
        return columns.keys().stream().map(batch::getVector).toList();
    }

    private void readNulls(VectorSchemaRoot batch, int column) {
        Arrays.fill(nulls, 0, batch.getRowCount(), 0);
        Words.markNulls(batch.getVector(column), batch.getRowCount(), nulls, -1);
    }

    private void makeRoom(int rowCount) {
        if (groups.length < rowCount) {
            groups = new int[rowCount];
            nulls = new int[rowCount];
            events = new long[rowCount];
            ingestions = new long[rowCount];
            ids = new long[rowCount];
        }
    }
}
