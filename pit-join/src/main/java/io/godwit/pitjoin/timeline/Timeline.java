package io.godwit.pitjoin.timeline;

import io.godwit.pitjoin.key.KeyCoding;
import io.godwit.pitjoin.key.KeyIndex;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a feature source that have a key and an event time, by key and within a key by event time; rows of one event
 * time stand in the source's order. Immutable; shared by counting references, and freed when the last is closed.
 *
 * <pre>
 *   group      0              1        2
 *   events     10 20 20 35    5  7     12 14 30
 *   row ids     0  3  8  9    1  4      2  6  7
 * </pre>
 */
public final class Timeline implements AutoCloseable {
    /** Events that a load brings near: a line of a cache. */
    public static final int EVENTS_AT_ONCE = 8;

    private final KeyIndex keys;
    private final int[] starts;
    private final ArrowBuf events;
    private final ArrowBuf rowIds;
    /** Null where no ingestion time is declared, or all rows have the same. */
    private final @Nullable ArrowBuf ingestions;

    private final long ingestionOfAll;
    private final SequenceStretches sequences;
    private final AtomicInteger references = new AtomicInteger(1);

    Timeline(
            KeyIndex keys,
            int[] starts,
            ArrowBuf events,
            ArrowBuf rowIds,
            @Nullable ArrowBuf ingestions,
            long ingestionOfAll,
            SequenceStretches sequences) {
        this.keys = keys;
        this.starts = starts;
        this.events = events;
        this.rowIds = rowIds;
        this.ingestions = ingestions;
        this.ingestionOfAll = ingestionOfAll;
        this.sequences = sequences;
    }

    /** Takes another reference, unless the last one was closed. */
    public boolean retain() {
        return references.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    /** Finds the groups of labels whose keys are coded so. */
    public KeyIndex.Probe probe(List<KeyCoding> codings) {
        return keys.probe(codings);
    }

    public int groupCount() {
        return starts.length - 1;
    }

    /** The first place of a group; the next group's is where it ends. */
    public int start(int group) {
        return starts[group];
    }

    /** Loads what stands at {@code from .. to} side by side, so that a search finds it near; what it returns means nothing. */
    public long touch(int from, int to) {
        long any = 0;
        for (int place = from; place < to; place += EVENTS_AT_ONCE) {
            any |= event(place);
        }
        for (int place = from; place < to; place += 2 * EVENTS_AT_ONCE) {
            any |= rowId(place);
        }
        return any;
    }

    /** The last place in {@code from .. to} whose event is at most {@code time}, or {@code from - 1}. */
    public int lastAtOrBefore(int from, int to, long time) {
        long address = events.memoryAddress();
        int base = from;
        int length = to - from;
        while (length > 1) {
            int half = length >>> 1;
            base = MemoryUtil.getLong(address + ((long) (base + half) << 3)) <= time ? base + half : base;
            length -= half;
        }
        return length == 1 && MemoryUtil.getLong(address + ((long) base << 3)) <= time ? base : from - 1;
    }

    public long event(int place) {
        return MemoryUtil.getLong(events.memoryAddress() + ((long) place << 3));
    }

    public long rowId(int place) {
        return MemoryUtil.getInt(rowIds.memoryAddress() + ((long) place << 2));
    }

    /** The ingestion time; {@link Long#MIN_VALUE} for null and where none is declared. */
    public long ingestion(int place) {
        return ingestions == null
                ? ingestionOfAll
                : MemoryUtil.getLong(ingestions.memoryAddress() + ((long) place << 3));
    }

    public long sequence(int place) {
        return sequences.of(rowId(place));
    }

    /** Bytes held, on the heap and beside it. */
    public long bytes() {
        return events.capacity()
                + rowIds.capacity()
                + (ingestions == null ? 0 : ingestions.capacity())
                + (long) Integer.BYTES * starts.length
                + keys.heldBytes()
                + sequences.heldBytes();
    }

    @Override
    public void close() {
        if (references.decrementAndGet() == 0) {
            events.close();
            rowIds.close();
            if (ingestions != null) {
                ingestions.close();
            }
        }
    }
}
