package io.godwit.pitjoin.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The kernel for conditions whose bounds all end at one and the same label time: the latest feature row whose times do
 * not come after the label's.
 *
 * <pre>
 *   slots of a group      t=10        t=20        t=30
 *   row with threshold 15              └─ stays here if it beats the slot's best so far
 *   at the end            best ──────▶ best ──────▶ best    carried forward
 * </pre>
 *
 * <p>A row goes to the first slot that may take it; every later slot may take it too, so one walk along the slots at the
 * end gives each the best of all before it. The row is looked at once, whatever order rows come in, and nothing of it is
 * kept but its place in the slot.
 */
public final class SlotKernel extends MatchKernel {
    private static final int NO_SLOT = -1;
    private static final int BLOCK = 1_024;
    /** More than a core's cache holds: rows that cannot wait for their neighbours first bring near what they need. */
    private static final int FAR_SLOTS = 32_768;

    /**
     * What is known of the rows before they come.
     *
     * @param knownLate whether rows carry {@link TimedRows#lowIfKnown}, to tell what a known-at bound removed
     * @param lowIsEvent whether the least label time that may take a row is its event time, and is not given again
     * @param keptAtOnce whether {@link TimedRows#kept} is asked after each offer; rows cannot wait for others then
     */
    public record Traits(boolean knownLate, boolean lowIsEvent, boolean keptAtOnce) {}

    private final SlotIndex index;
    private final Traits traits;
    /** Per slot the greatest event of a row that would have been here, were it known in time. */
    private final long[] eventIfKnown;

    private @Nullable WaitingRows waiting;
    private int[] winners = new int[0];
    private final int[] slotStarts = new int[BLOCK];
    private final int[] slotEnds = new int[BLOCK];
    private final int[] slots = new int[BLOCK];
    private final boolean[] kept;
    private int steps;

    public SlotKernel(SlotIndex index, Traits traits) {
        super(index.slotCount());
        this.index = index;
        this.traits = traits;
        this.eventIfKnown = new long[traits.knownLate() ? index.slotCount() : 0];
        Arrays.fill(eventIfKnown, Long.MIN_VALUE);
        this.kept = new boolean[traits.keptAtOnce() ? TimedRows.MOST_ROWS : 0];
    }

    /** Bytes of heap that a kernel of so many slots holds. */
    public static long bytesFor(long slots, boolean hasIngestion, Traits traits) {
        long waiting = traits.keptAtOnce()
                ? 0
                : WaitingRows.bytesPerSlot(traits.lowIsEvent(), hasIngestion, traits.knownLate());
        return BestRows.bytesFor(slots) + slots * (Integer.BYTES + (traits.knownLate() ? Long.BYTES : 0) + waiting);
    }

    @Override
    public void offer(TimedRows rows) {
        if (index.slotCount() == 0) {
            Arrays.fill(rows.kept, 0, rows.count, false);
            return;
        }
        if (!traits.lowIsEvent()) {
            moveImpossible(rows);
        }
        WaitingRows waiting = waiting();
        SequenceRuns known = best.announce(rows);
        if (known != null) {
            waiting.carrySequences(known);
        }
        for (int done = 0; done < rows.count; ) {
            done = waiting.add(rows, done);
            if (waiting.full() >= 0) {
                match(waiting, waiting.full());
            }
        }
        if (traits.keptAtOnce()) {
            match(waiting, 0);
            System.arraycopy(kept, 0, rows.kept, 0, rows.count);
        }
    }

    private WaitingRows waiting() {
        if (waiting == null) {
            waiting = traits.keptAtOnce()
                    ? WaitingRows.inOnePart(traits.lowIsEvent(), traits.knownLate())
                    : WaitingRows.inParts(
                            index.slotCount(), index.groupCount(), traits.lowIsEvent(), traits.knownLate());
        }
        return waiting;
    }

    /** Rows that no label may take go to the group that has none; it is still noted whom they were known too late for. */
    private void moveImpossible(TimedRows rows) {
        long[] lows = rows.low[0];
        long[] highs = rows.high[0];
        for (int row = 0; row < rows.count; row++) {
            if (lows[row] > highs[row]) {
                if (traits.knownLate()) {
                    int from = index.starts[rows.group[row]];
                    int to = index.starts[rows.group[row] + 1];
                    noteIfKnown(
                            firstAtOrAfter(index.times, from, to, rows.lowIfKnown[0][row], stepsFor(to - from)),
                            to,
                            rows.event[row]);
                }
                rows.group[row] = index.emptyGroup();
            }
        }
    }

    @Override
    public void finish() {
        WaitingRows last = waiting;
        waiting = null;
        for (int part = 0; last != null && part < last.partCount; part++) {
            match(last, part);
        }
    }

    private void match(WaitingRows rows, int part) {
        int first = part * rows.capacity;
        int end = first + rows.count[part];
        boolean far = rows.partCount == 1 && index.slotCount() > FAR_SLOTS;
        for (int from = first; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            findSlots(rows, from, count, far);
            offerBlock(rows, from, count, from - first, far);
            if (traits.knownLate()) {
                noteKnownLate(rows, from, count);
            }
        }
        rows.clear(part);
    }

    /**
     * Loops of their own, over a block that fits the first cache: in those that only touch memory no row waits for
     * another, so that the misses of many rows overlap; the search then finds everything near.
     */
    private void findSlots(WaitingRows rows, int from, int count, boolean far) {
        int[] starts = index.starts;
        long[] times = index.times;
        int longest = 0;
        for (int i = 0; i < count; i++) {
            int group = rows.group[from + i];
            slotStarts[i] = starts[group];
            slotEnds[i] = starts[group + 1];
            longest = Math.max(longest, slotEnds[i] - slotStarts[i]);
        }
        if (far) {
            sink = touch(times, count);
        }
        int steps = stepsFor(longest);
        long[] lows = rows.low;
        for (int i = 0; i < count; i++) {
            int slot = firstAtOrAfter(times, slotStarts[i], slotEnds[i], lows[from + i], steps);
            slots[i] = slot == slotEnds[i] ? NO_SLOT : slot;
        }
        this.steps = steps;
    }

    private long touch(long[] times, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += times[Math.max(0, slotEnds[i] - 1)];
            sum += times[Math.min(slotStarts[i], times.length - 1)];
        }
        return sum;
    }

    private void offerBlock(WaitingRows rows, int from, int count, int firstKept, boolean far) {
        if (far) {
            sink = best.touch(slots, count);
        }
        for (int i = 0; i < count; i++) {
            int row = from + i;
            boolean isBest = slots[i] != NO_SLOT
                    && best.offer(
                            slots[i],
                            rows.event[row],
                            rows.ingestion.get(row),
                            rows.sequence.get(row),
                            rows.rowId[row]);
            if (kept.length > 0) {
                kept[firstKept + i] = isBest;
            }
        }
    }

    private static int stepsFor(int length) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(length);
    }

    /**
     * The first of {@code times[from .. to)} that is not less than {@code time}, or {@code to}. Takes the same number of
     * steps for every row of a block, and each is a conditional move, so that there is no branch to guess wrong; a step
     * too many changes nothing.
     */
    private static int firstAtOrAfter(long[] times, int from, int to, long time, int steps) {
        int base = from;
        int length = to - from;
        for (int step = 0; step < steps; step++) {
            int half = (length + 1) >>> 1;
            base = times[Math.max(0, base + half - 1)] < time ? base + half : base;
            length -= half;
        }
        return base;
    }

    private void noteKnownLate(WaitingRows rows, int from, int count) {
        for (int i = 0; i < count; i++) {
            int row = from + i;
            long low = rows.lowIfKnown[row];
            if (low < rows.low[row]) {
                int slot = firstAtOrAfter(index.times, slotStarts[i], slotEnds[i], low, steps);
                if (slot != slots[i]) {
                    noteIfKnown(slot, slotEnds[i], rows.event[row]);
                }
            }
        }
    }

    private void noteIfKnown(int slot, int end, long event) {
        if (slot != end) {
            eventIfKnown[slot] = Math.max(eventIfKnown[slot], event);
        }
    }

    @Override
    void mergeIfKnown(MatchKernel other) {
        keepGreater(eventIfKnown, ((SlotKernel) other).eventIfKnown);
    }

    @Override
    public void resolve(BestRows.Ties ties) {
        winners = winners.length < index.slotCount() ? new int[index.slotCount()] : winners;
        for (int group = 0; group < index.groupCount(); group++) {
            carryForward(index.starts[group], index.starts[group + 1], ties);
        }
    }

    private void carryForward(int from, int to, BestRows.Ties ties) {
        int winner = BestRows.NO_CELL;
        boolean shared = false;
        long ifKnown = Long.MIN_VALUE;
        for (int slot = from; slot < to; slot++) {
            int better = best.better(winner, slot, ties);
            shared = best.sameTimes(winner, slot) || (shared && better == winner);
            winner = better;
            winners[slot] = winner(winner, shared || (winner != BestRows.NO_CELL && best.isAmbiguous(winner)));
            if (eventIfKnown.length > 0) {
                ifKnown = Math.max(ifKnown, eventIfKnown[slot]);
                eventIfKnown[slot] = ifKnown;
            }
        }
    }

    @Override
    int winnerOf(int label) {
        int slot = index.slotOf(label);
        return slot == NO_SLOT ? NO_WINNER : winners[slot];
    }

    @Override
    public long eventIfKnown(int label) {
        int slot = index.slotOf(label);
        return slot == NO_SLOT || eventIfKnown.length == 0 ? Long.MIN_VALUE : eventIfKnown[slot];
    }
}
