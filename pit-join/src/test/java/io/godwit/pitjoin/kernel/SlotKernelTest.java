package io.godwit.pitjoin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that wait for their neighbours, against all rows compared with all labels of their group. */
class SlotKernelTest {
    private static final long SEED = 20261125;
    private static final int LABELS = 150_000;
    private static final int ROWS = 200_000;
    private static final int TIMES = 60;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @CsvSource({
        "30000, false, true", // many groups, in many parts
        "30000, true, false",
        "9, false, true", // few groups, larger than a part
        "9, true, false",
        "1, false, true"
    })
    void givesEachLabelItsBestHoweverRowsWait(int groupCount, boolean knownLate, boolean lowIsEvent) {
        int[] groupOf = random.ints(LABELS, 0, groupCount).toArray();
        long[] timeOf = random.longs(LABELS, 0, TIMES).toArray();
        Rows rows = new Rows(groupCount, lowIsEvent);
        SlotIndex index = new SlotIndex(Groups.of(groupOf, LABELS, groupCount), timeOf, LABELS);

        MatchKernel atOnce = matched(index, new SlotKernel.Traits(knownLate, lowIsEvent, true), rows);
        MatchKernel waited = matched(index, new SlotKernel.Traits(knownLate, lowIsEvent, false), rows);

        int[] winners = winners(waited);
        assertThat(winners).isEqualTo(winners(atOnce));
        long[] bestOf = rows.bestOf(groupOf, timeOf, rows.low);
        long[] bestIfKnown = rows.bestOf(groupOf, timeOf, rows.lowIfKnown);
        for (int label = 0; label < LABELS; label++) {
            int cell = MatchKernel.cell(winners[label]);
            long best = cell < 0 ? Long.MIN_VALUE : waited.best().event(cell);
            assertThat(best).isEqualTo(bestOf[label]);
            if (knownLate) {
                assertThat(Math.max(best, waited.eventIfKnown(label))).isEqualTo(bestIfKnown[label]);
            }
        }
    }

    /** A row id tells the sequence number as long as those of a block are the same; else each row carries its own. */
    @ParameterizedTest
    @CsvSource({"30000, 2048", "30000, 100000", "9, 4096", "30000, 3000", "30000, 1"})
    void sequenceNumbersDecideHoweverTheyAreTold(int groupCount, int rowsPerSequence) {
        int[] groupOf = random.ints(LABELS, 0, groupCount).toArray();
        long[] timeOf = random.longs(LABELS, 0, TIMES).toArray();
        Rows rows = new Rows(groupCount, true);
        rows.rowsPerSequence = rowsPerSequence;
        SlotIndex index = new SlotIndex(Groups.of(groupOf, LABELS, groupCount), timeOf, LABELS);
        SlotKernel.Traits traits = new SlotKernel.Traits(false, true, false);
        MatchKernel told = matched(index, traits, rows);
        assertThat(told.best().needsSequences()).isEqualTo(rowsPerSequence % TimedRows.MOST_ROWS != 0);

        MatchKernel carried = new SlotKernel(index, traits);
        carried.offer(unlikeNumbers(index.emptyGroup()));
        TimedRows block = new TimedRows(1);
        for (int from = 0; from < ROWS; from += TimedRows.MOST_ROWS) {
            rows.fill(block, from, Math.min(TimedRows.MOST_ROWS, ROWS - from));
            carried.offer(block);
        }
        carried.finish();
        decideTies(carried);

        int[] winners = winners(told);
        int[] others = winners(carried);
        for (int label = 0; label < LABELS; label++) {
            assertThat(rowOf(told, winners[label])).isEqualTo(rowOf(carried, others[label]));
            assertThat(MatchKernel.isAmbiguous(winners[label])).isEqualTo(MatchKernel.isAmbiguous(others[label]));
        }
    }

    private static long rowOf(MatchKernel kernel, int winner) {
        int cell = MatchKernel.cell(winner);
        return cell < 0 ? -1 : kernel.best().rowId(cell);
    }

    /** Two rows that nobody takes. */
    private static TimedRows unlikeNumbers(int emptyGroup) {
        TimedRows block = new TimedRows(1);
        block.reset(2);
        block.count = 2;
        Arrays.fill(block.group, emptyGroup);
        block.sequence[1] = 1;
        block.rowId[1] = 1;
        return block;
    }

    private static MatchKernel matched(SlotIndex index, SlotKernel.Traits traits, Rows rows) {
        MatchKernel first = new SlotKernel(index, traits);
        MatchKernel second = new SlotKernel(index, traits);
        TimedRows block = new TimedRows(1);
        for (int from = 0; from < ROWS; from += TimedRows.MOST_ROWS) {
            rows.fill(block, from, Math.min(TimedRows.MOST_ROWS, ROWS - from));
            (from % 3 == 0 ? first : second).offer(block);
        }
        first.finish();
        second.finish();
        first.merge(second);
        decideTies(first);
        return first;
    }

    private static void decideTies(MatchKernel kernel) {
        RowSet ties = new RowSet();
        kernel.collectTies(ties);
        long[] tied = ties.toArray();
        byte[][] encodings = new byte[tied.length][];
        Arrays.setAll(encodings, i -> new byte[] {(byte) (tied[i] * 31)});
        kernel.decideTies(new RowOrder(tied, encodings));
    }

    private static int[] winners(MatchKernel kernel) {
        int[] winners = new int[LABELS];
        kernel.winners(0, LABELS, winners);
        return winners;
    }

    /** Feature rows with ties in every rank. */
    private final class Rows {
        private final int[] group;
        private final long[] event = random.longs(ROWS, -5, TIMES + 5L).toArray();
        private final long[] late = random.longs(ROWS, 0, 4).toArray();
        private int rowsPerSequence = ROWS / 2;
        private final long[] low;
        private final long[] lowIfKnown = event;

        Rows(int groupCount, boolean lowIsEvent) {
            group = random.ints(ROWS, 0, groupCount).toArray();
            low = event.clone();
            for (int row = 0; row < ROWS && !lowIsEvent; row++) {
                low[row] += late[row] == 3 ? Long.MAX_VALUE / 2 : late[row];
            }
        }

        void fill(TimedRows block, int from, int count) {
            block.reset(count);
            block.count = count;
            for (int i = 0; i < count; i++) {
                int row = from + i;
                block.group[i] = group[row];
                block.event[i] = event[row];
                block.ingestion[i] = row % 7 == 0 ? Long.MIN_VALUE : late[row];
                block.sequence[i] = row / rowsPerSequence % 3;
                block.rowId[i] = row;
                block.low[0][i] = low[row];
                block.high[0][i] = late[row] == 3 ? Long.MIN_VALUE : Long.MAX_VALUE;
                block.lowIfKnown[0][i] = lowIfKnown[row];
                block.highIfKnown[0][i] = Long.MAX_VALUE;
            }
        }

        /** Per label the greatest event among rows of its group that it may take. */
        long[] bestOf(int[] groupOf, long[] timeOf, long[] bounds) {
            int groups = Arrays.stream(group).max().orElse(0) + 1;
            long[][] best = new long[groups][TIMES];
            for (long[] times : best) {
                Arrays.fill(times, Long.MIN_VALUE);
            }
            for (int row = 0; row < ROWS; row++) {
                for (long time = Math.max(0, bounds[row]); time < TIMES; time++) {
                    best[group[row]][(int) time] = Math.max(best[group[row]][(int) time], event[row]);
                }
            }
            long[] bestOf = new long[LABELS];
            Arrays.setAll(
                    bestOf,
                    label -> groupOf[label] < groups ? best[groupOf[label]][(int) timeOf[label]] : Long.MIN_VALUE);
            return bestOf;
        }
    }
}
