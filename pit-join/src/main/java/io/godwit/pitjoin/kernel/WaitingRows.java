package io.godwit.pitjoin.kernel;

/**
 * Feature rows that wait to be matched, those of neighbouring groups together: the slots of a <em>part</em> fit a core's
 * cache, and are brought there once for thousands of rows instead of for each.
 */
final class WaitingRows {
    /** 24 bytes a slot are looked at: so many lie near, and few parts mean few places that are written to side by side. */
    private static final int SLOTS_PER_PART = 4_096;

    private static final int MOST_PARTS = 256;
    private static final int MOST_ROWS_PER_PART = 8_192;

    final int partCount;
    /** Row {@code i} of a part stands at {@code part * capacity + i}. */
    final int capacity;

    final int[] count;
    final int[] group;
    final long[] event;
    /** The least label time that may take the row; {@link #event} itself where that is always the same. */
    final long[] low;

    final long[] lowIfKnown;
    final Longs ingestion;
    /** Written only where the row's id does not tell it. */
    final Longs sequence;

    final long[] rowId;
    private final int shift;
    private boolean carriesSequences;
    private int full;

    private WaitingRows(int partCount, int shift, int capacity, boolean lowIsEvent, boolean knownLate) {
        int size = partCount * capacity;
        this.partCount = partCount;
        this.shift = shift;
        this.capacity = capacity;
        this.count = new int[partCount];
        this.group = new int[size];
        this.event = new long[size];
        this.low = lowIsEvent ? event : new long[size];
        this.lowIfKnown = new long[knownLate ? size : 0];
        this.ingestion = new Longs(size);
        this.sequence = new Longs(size);
        this.rowId = new long[size];
    }

    /** One part, for rows that do not wait longer than their batch. */
    static WaitingRows inOnePart(boolean lowIsEvent, boolean knownLate) {
        return new WaitingRows(1, Integer.SIZE - 1, TimedRows.MOST_ROWS, lowIsEvent, knownLate);
    }

    static WaitingRows inParts(int slots, int groups, boolean lowIsEvent, boolean knownLate) {
        int wanted = Math.min(MOST_PARTS, slots / SLOTS_PER_PART);
        if (wanted < 2 || groups < 2) {
            return inOnePart(lowIsEvent, knownLate);
        }
        int shift = 0;
        while ((groups - 1) >>> shift >= wanted) {
            shift++;
        }
        int parts = ((groups - 1) >>> shift) + 1;
        int capacity = Math.max(TimedRows.MOST_ROWS, Math.min(MOST_ROWS_PER_PART, slots / 2 / parts));
        return new WaitingRows(parts, shift, capacity, lowIsEvent, knownLate);
    }

    /** Bytes of heap per slot of the index, at most. */
    static long bytesPerSlot(boolean lowIsEvent, boolean hasIngestion, boolean knownLate) {
        int longs = 3 + (lowIsEvent ? 0 : 1) + (hasIngestion ? 1 : 0) + (knownLate ? 1 : 0);
        return (Integer.BYTES + longs * Long.BYTES) / 2;
    }

    /** Adds rows from {@code from} on until a part is full or none is left, and says how many are done. */
    int add(TimedRows rows, int from) {
        int[] groups = rows.group;
        long[] events = rows.event;
        long[] lows = rows.low[0];
        boolean hasLow = low != event;
        boolean hasLowIfKnown = lowIfKnown.length > 0;
        full = -1;
        int row = from;
        while (row < rows.count && full < 0) {
            int part = groups[row] >>> shift;
            int at = part * capacity + count[part];
            group[at] = groups[row];
            event[at] = events[row];
            rowId[at] = rows.rowId[row];
            ingestion.set(at, rows.ingestion[row]);
            if (carriesSequences) {
                sequence.set(at, rows.sequence[row]);
            }
            if (hasLow) {
                low[at] = lows[row];
            }
            if (hasLowIfKnown) {
                lowIfKnown[at] = rows.lowIfKnown[0][row];
            }
            if (++count[part] == capacity) {
                full = part;
            }
            row++;
        }
        return row;
    }

    /** From now on rows carry their sequence numbers; those that wait already get theirs from {@code runs}. */
    void carrySequences(SequenceRuns runs) {
        carriesSequences = true;
        for (int part = 0; part < partCount; part++) {
            int first = part * capacity;
            for (int at = first; at < first + count[part]; at++) {
                sequence.set(at, runs.of(rowId[at]));
            }
        }
    }

    /** The part that {@link #add} filled up, or -1. */
    int full() {
        return full;
    }

    void clear(int part) {
        count[part] = 0;
    }
}
