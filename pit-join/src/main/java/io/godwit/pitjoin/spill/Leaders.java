package io.godwit.pitjoin.spill;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What the ranges of label times of one key leave to those behind them. A row that may be taken from some range on may be taken
 * in every range behind it too, but only those that lead there can be a match or tie with one: those of the greatest event and
 * ingestion time. Told are these times, and the pieces in which the rows lie that have them.
 */
final class Leaders {
    /** Whether ranges follow each other from the last to the first, as for a search that looks ahead. */
    private final boolean backwards;

    private final long[] events;
    private final long[] ingestions;
    private final BitSet[] pieces;
    /** The same of rows that were not known in time; of these only the event counts. */
    private final long[] lateEvents;

    private final BitSet[] latePieces;

    Leaders(int ranges, boolean backwards) {
        this.backwards = backwards;
        this.events = new long[ranges];
        this.ingestions = new long[ranges];
        this.lateEvents = new long[ranges];
        this.pieces = new BitSet[ranges];
        this.latePieces = new BitSet[ranges];
        Arrays.setAll(pieces, range -> new BitSet());
        Arrays.setAll(latePieces, range -> new BitSet());
    }

    private int step(int range) {
        return backwards ? events.length - 1 - range : range;
    }

    /**
     * Takes note of a row.
     *
     * @param range from which on the row may be taken
     * @param event complemented where the search looks ahead
     * @param piece where the row lies
     */
    void offer(int range, long event, long ingestion, int piece) {
        int step = step(range);
        int order = compare(step, event, ingestion);
        if (order > 0) {
            events[step] = event;
            ingestions[step] = ingestion;
            pieces[step].clear();
        }
        if (order >= 0) {
            pieces[step].set(piece);
        }
    }

    /** How a row compares with the leaders. */
    private int compare(int step, long event, long ingestion) {
        if (pieces[step].isEmpty()) {
            return 1;
        }
        int order = Long.compare(event, events[step]);
        return order == 0 ? Long.compare(ingestion, ingestions[step]) : order;
    }

    /** Takes note of a row that could be taken from a range on were it known in time. */
    void offerIfKnown(int range, long event, int piece) {
        int step = step(range);
        boolean isFirst = latePieces[step].isEmpty();
        if (isFirst || event > lateEvents[step]) {
            lateEvents[step] = event;
            latePieces[step].clear();
        }
        if (event == lateEvents[step]) {
            latePieces[step].set(piece);
        }
    }

    /** To be called when all rows have been offered: from now on each range knows those before it too. */
    void finish() {
        for (int step = 1; step < events.length; step++) {
            if (!pieces[step - 1].isEmpty()) {
                int order = compare(step, events[step - 1], ingestions[step - 1]);
                if (order > 0) {
                    events[step] = events[step - 1];
                    ingestions[step] = ingestions[step - 1];
                    pieces[step].clear();
                }
                if (order >= 0) {
                    pieces[step].or(pieces[step - 1]);
                }
            }
            if (!latePieces[step - 1].isEmpty()) {
                long late = lateEvents[step - 1];
                if (latePieces[step].isEmpty() || late > lateEvents[step]) {
                    lateEvents[step] = late;
                    latePieces[step].clear();
                }
                if (late == lateEvents[step]) {
                    latePieces[step].or(latePieces[step - 1]);
                }
            }
        }
    }

    /** Adds the pieces in which rows lie that lead when a range begins. */
    void addPieces(int range, BitSet all) {
        int before = step(range) - 1;
        if (before >= 0) {
            all.or(pieces[before]);
            if (isLateAhead(before)) {
                all.or(latePieces[before]);
            }
        }
    }

    /** Rows that were known too late only count where they are ahead of those that were not. */
    private boolean isLateAhead(int step) {
        return !latePieces[step].isEmpty() && (pieces[step].isEmpty() || lateEvents[step] > events[step]);
    }

    /** Whether a row that may be taken from {@code from} on leads when {@code range} begins. */
    boolean isLeader(int range, int from, long event, long ingestion) {
        int before = step(range) - 1;
        return step(from) <= before && compare(before, event, ingestion) == 0;
    }

    /** The same of a row that could be taken were it known in time. */
    boolean isLeaderIfKnown(int range, int from, long event) {
        int before = step(range) - 1;
        return step(from) <= before && isLateAhead(before) && event == lateEvents[before];
    }
}
