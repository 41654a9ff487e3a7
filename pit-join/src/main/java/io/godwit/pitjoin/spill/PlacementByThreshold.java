package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.kernel.TimedRows;
import io.godwit.pitjoin.match.FeatureBatch;
import io.godwit.pitjoin.match.TimedRowReader;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.TakePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * For joins in which all searches are walks along the label times by which a key is divided. A row goes to the range from which
 * on it may be taken, and where it was known too late also to the one from which on it would have been. Of all rows before
 * them later ranges need no more than the {@link Leaders}.
 */
final class PlacementByThreshold extends RowPlacement {
    private final FeaturePlan plan;
    /** The search back in time, or ahead, and for NEAREST the one ahead too. Those of other takes have the same bounds. */
    private final List<SearchPlan> searches;

    private final List<TimedRowReader> readers;
    /** Per heavy key, take and search. */
    private final List<Leaders[][]> leaders = new ArrayList<>();

    private final int[][] own = new int[MOST_PIECES][0];
    /** Per search the event time of a row, complemented where it looks ahead, and the ingestion time. */
    private final long[][] events;

    private final long[][] ingestions;

    PlacementByThreshold(FeaturePlan plan, Division division) {
        super(division);
        this.plan = plan;
        this.searches = FeaturePlan.searches(plan.takes().get(0));
        this.readers = searches.stream().map(TimedRowReader::new).toList();
        this.events = new long[searches.size()][0];
        this.ingestions = new long[searches.size()][0];
        for (HeavyKey key : division.heavyKeys()) {
            Leaders[][] ofKey = new Leaders[plan.takes().size()][searches.size()];
            for (Leaders[] ofTake : ofKey) {
                Arrays.setAll(
                        ofTake,
                        search -> new Leaders(
                                key.rangeCount(), searches.get(search).earliest()));
            }
            leaders.add(ofKey);
        }
    }

    @Override
    void place(FeatureBatch batch, int[] positions, int count, int[][] pieces) {
        locate(batch, positions, count, pieces);
        for (int take = 0; take < plan.takes().size(); take++) {
            int[] nulls = nulls(batch, plan.takes().get(take));
            for (int search = 0; search < searches.size(); search++) {
                for (int i = 0; i < count; i++) {
                    if (nulls.length == 0 || nulls[positions[i]] == 0) {
                        offer(batch, positions[i], take, search, pieces);
                    }
                }
            }
        }
    }

    private static int[] nulls(FeatureBatch batch, TakePlan take) {
        return take.notNullColumn() < 0 ? new int[0] : batch.readNulls(take.notNullColumn());
    }

    /**
     * Finds, per search, the times of the rows, the piece of each row's threshold, and that of the threshold it would have had
     * were it known in time.
     */
    private void locate(FeatureBatch batch, int[] positions, int count, int[][] pieces) {
        for (int search = 0; search < searches.size(); search++) {
            SearchPlan plan = searches.get(search);
            if (events[search].length < batch.rowCount()) {
                events[search] = new long[batch.rowCount()];
                ingestions[search] = new long[batch.rowCount()];
            }
            for (int from = 0; from < count; from += TimedRows.MOST_ROWS) {
                TimedRows rows =
                        readers.get(search).read(batch, positions, from, Math.min(TimedRows.MOST_ROWS, count - from));
                for (int i = 0; i < rows.count; i++) {
                    int row = rows.position[i];
                    events[search][row] = rows.event[i];
                    ingestions[search][row] = rows.ingestion[i];
                    HeavyKey key = heavyKey(batch, row);
                    long low = plan.lowIsEvent() ? rows.event[i] : rows.low[0][i];
                    boolean isPossible = plan.lowIsEvent() || low <= rows.high[0][i];
                    pieces[2 * search][row] = isPossible ? key.piece(plan.earliest() ? ~low : low) : NONE;
                    long known = plan.hasKnownAt() ? rows.lowIfKnown[0][i] : 0;
                    pieces[2 * search + 1][row] =
                            plan.hasKnownAt() ? key.piece(plan.earliest() ? ~known : known) : NONE;
                }
            }
        }
    }

    private void offer(FeatureBatch batch, int row, int take, int search, int[][] pieces) {
        int piece = pieces[2 * search][row];
        int late = pieces[2 * search + 1][row];
        HeavyKey key = heavyKey(batch, row);
        Leaders of = leaders.get(key.number())[take][search];
        long event = events[search][row];
        if (piece != NONE) {
            of.offer(piece - key.firstPiece(), event, ingestions[search][row], first(pieces, row));
        }
        if (late != NONE) {
            of.offerIfKnown(late - key.firstPiece(), event, first(pieces, row));
        }
    }

    /** The piece from which other ranges read a row. */
    private static int first(int[][] pieces, int row) {
        int at = 0;
        while (pieces[at][row] == NONE) {
            at++;
        }
        return pieces[at][row];
    }

    @Override
    void finish() {
        for (Leaders[][] ofKey : leaders) {
            for (Leaders[] ofTake : ofKey) {
                for (Leaders ofSearch : ofTake) {
                    ofSearch.finish();
                }
            }
        }
    }

    @Override
    BitSet sources(HeavyKey key, int range) {
        BitSet pieces = new BitSet();
        for (Leaders[] ofTake : leaders.get(key.number())) {
            for (Leaders ofSearch : ofTake) {
                ofSearch.addPieces(range, pieces);
            }
        }
        pieces.clear(key.firstPiece() + range);
        return pieces;
    }

    @Override
    int choose(HeavyKey key, int range, int source, FeatureBatch batch, int[] positions, int count) {
        for (int i = 0; i < MOST_PIECES; i++) {
            own[i] = own[i].length < batch.rowCount() ? new int[batch.rowCount()] : own[i];
            Arrays.fill(own[i], NONE);
        }
        locate(batch, positions, count, own);
        int[][] nulls = plan.takes().stream().map(take -> nulls(batch, take)).toArray(int[][]::new);
        int chosen = 0;
        for (int i = 0; i < count; i++) {
            int row = positions[i];
            if (first(own, row) == source && !isIn(key.firstPiece() + range, row) && leads(key, range, row, nulls)) {
                positions[chosen++] = row;
            }
        }
        return chosen;
    }

    private boolean isIn(int piece, int row) {
        for (int[] pieces : own) {
            if (pieces[row] == piece) {
                return true;
            }
        }
        return false;
    }

    private boolean leads(HeavyKey key, int range, int row, int[][] nulls) {
        for (int search = 0; search < searches.size(); search++) {
            int piece = own[2 * search][row];
            int late = own[2 * search + 1][row];
            long event = events[search][row];
            long ingestion = ingestions[search][row];
            for (int take = 0; take < nulls.length; take++) {
                Leaders of = leaders.get(key.number())[take][search];
                boolean mayBe = nulls[take].length == 0 || nulls[take][row] == 0;
                if (mayBe
                        && ((piece != NONE && of.isLeader(range, piece - key.firstPiece(), event, ingestion))
                                || (late != NONE && of.isLeaderIfKnown(range, late - key.firstPiece(), event)))) {
                    return true;
                }
            }
        }
        return false;
    }
}
