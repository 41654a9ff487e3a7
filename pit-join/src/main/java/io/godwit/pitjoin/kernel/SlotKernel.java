package io.godwit.pitjoin.kernel;

import java.util.Arrays;

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

    private final SlotIndex index;
    /** Per slot the greatest event of a row that would have been here, were it known in time. */
    private final long[] eventIfKnown;

    private final int[] winners;
    private final boolean[] ambiguous;
    private int[] slots = new int[0];

    /** @param knownLate whether rows carry {@link TimedRows#lowIfKnown}, to tell what a known-at bound removed */
    public SlotKernel(SlotIndex index, boolean knownLate) {
        super(index.slotCount());
        this.index = index;
        this.eventIfKnown = new long[knownLate ? index.slotCount() : 0];
        Arrays.fill(eventIfKnown, Long.MIN_VALUE);
        this.winners = new int[index.slotCount()];
        this.ambiguous = new boolean[index.slotCount()];
    }

    /** Bytes of heap that a kernel of so many slots holds. */
    public static long bytesFor(long slots, boolean knownLate) {
        return BestRows.bytesFor(slots) + slots * (Integer.BYTES + 1 + (knownLate ? Long.BYTES : 0));
    }

    @Override
    public void offer(TimedRows rows) {
        slots = slots.length < rows.count ? new int[rows.position.length] : slots;
        findSlots(rows.group, rows.low[0], rows.high[0], rows.count);
        for (int i = 0; i < rows.count; i++) {
            int slot = slots[i];
            rows.kept[i] = slot != NO_SLOT
                    && best.offer(slot, rows.event[i], rows.ingestion[i], rows.sequence[i], rows.rowId[i]);
        }
        if (eventIfKnown.length > 0) {
            noteKnownLate(rows);
        }
    }

    /** A loop of its own, and no branch on the data within the search: the misses of many rows overlap. */
    private void findSlots(int[] groups, long[] lows, long[] highs, int count) {
        int[] starts = index.starts;
        long[] times = index.times;
        for (int i = 0; i < count; i++) {
            int end = starts[groups[i] + 1];
            int slot = firstAtOrAfter(times, starts[groups[i]], end, lows[i]);
            slots[i] = slot == end || lows[i] > highs[i] ? NO_SLOT : slot;
        }
    }

    /** The first of {@code times[from .. to)} that is not less than {@code time}, or {@code to}. */
    private static int firstAtOrAfter(long[] times, int from, int to, long time) {
        int base = from;
        int length = to - from;
        while (length > 0) {
            int half = (length + 1) >>> 1;
            base += half & -isLess(times[base + half - 1], time);
            length -= half;
        }
        return base;
    }

    /** 1 if {@code one < two}, else 0, without a branch. */
    private static int isLess(long one, long two) {
        return (int) (((one & ~two) | ((~(one ^ two)) & (one - two))) >>> 63);
    }

    private void noteKnownLate(TimedRows rows) {
        for (int i = 0; i < rows.count; i++) {
            if (rows.lowIfKnown[0][i] != rows.low[0][i] || rows.low[0][i] > rows.high[0][i]) {
                int group = rows.group[i];
                int end = index.starts[group + 1];
                int slot = firstAtOrAfter(index.times, index.starts[group], end, rows.lowIfKnown[0][i]);
                if (slot != end && slot != slots[i]) {
                    eventIfKnown[slot] = Math.max(eventIfKnown[slot], rows.event[i]);
                }
            }
        }
    }

    @Override
    public void resolve(BestRows.Ties ties) {
        for (int group = 0; group + 1 < index.starts.length; group++) {
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
            winners[slot] = winner;
            ambiguous[slot] = shared || (winner != BestRows.NO_CELL && best.isAmbiguous(winner));
            if (eventIfKnown.length > 0) {
                ifKnown = Math.max(ifKnown, eventIfKnown[slot]);
                eventIfKnown[slot] = ifKnown;
            }
        }
    }

    @Override
    public int cellOf(int label) {
        int slot = index.slotOf(label);
        return slot == NO_SLOT ? BestRows.NO_CELL : winners[slot];
    }

    @Override
    public boolean isAmbiguous(int label) {
        int slot = index.slotOf(label);
        return slot != NO_SLOT && ambiguous[slot];
    }

    @Override
    public long eventIfKnown(int label) {
        int slot = index.slotOf(label);
        return slot == NO_SLOT || eventIfKnown.length == 0 ? Long.MIN_VALUE : eventIfKnown[slot];
    }
}
