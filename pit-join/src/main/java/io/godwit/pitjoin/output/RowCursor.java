package io.godwit.pitjoin.output;

import io.godwit.pitjoin.row.JoinMatches;
import java.util.List;

/**
 * Walks the output rows of a chunk in order: labels in theirs, and within a label every combination of its rows in the
 * static tables.
 */
final class RowCursor {
    private final List<JoinMatches> joins;
    private final int labelCount;
    private int label;
    private long combination;

    /** The label of each row filled in. */
    int[] labels = new int[0];

    /** Per join and take the row id of each row filled in. */
    private final long[][][] rowIds;

    RowCursor(List<JoinMatches> joins, int labelCount) {
        this.joins = joins;
        this.labelCount = labelCount;
        this.rowIds = new long[joins.size()][][];
        for (int join = 0; join < rowIds.length; join++) {
            rowIds[join] = new long[joins.get(join).takeCount()][0];
        }
    }

    /** Whether no join drops or repeats a label. */
    boolean givesEachLabelOnce() {
        return joins.stream()
                .allMatch(join ->
                        join.plan.join().keepUnmatched() && !join.plan.takes().isEmpty());
    }

    long[] rowIds(int join, int take) {
        return rowIds[join][take];
    }

    /** Fills in at most {@code maxRows} rows and says how many; 0 at the end. */
    int fill(int maxRows) {
        return givesEachLabelOnce() && combination == 0 && joins.stream().noneMatch(JoinMatches::repeatsLabels)
                ? fillLabels(Math.min(maxRows, labelCount - label))
                : fillCombinations(maxRows);
    }

    /** Where a row is a label, whole stretches of row ids are copied, and nothing where the stretch is all labels. */
    private int fillLabels(int count) {
        labels = labels.length < count ? new int[count] : labels;
        for (int i = 0; i < count; i++) {
            labels[i] = label + i;
        }
        for (int join = 0; join < rowIds.length; join++) {
            for (int take = 0; take < rowIds[join].length; take++) {
                long[] all = count == labelCount ? joins.get(join).rowIds(take) : null;
                if (all != null) {
                    rowIds[join][take] = all;
                } else {
                    makeRoom(join, take, count);
                    joins.get(join).copyRowIds(take, label, count, rowIds[join][take]);
                }
            }
        }
        label += count;
        return count;
    }

    private int fillCombinations(int maxRows) {
        labels = labels.length < maxRows ? new int[maxRows] : labels;
        for (int join = 0; join < rowIds.length; join++) {
            for (int take = 0; take < rowIds[join].length; take++) {
                makeRoom(join, take, maxRows);
            }
        }
        int row = 0;
        while (row < maxRows && label < labelCount) {
            if (combination < combinations(label)) {
                fillRow(row++);
                combination++;
            } else {
                label++;
                combination = 0;
            }
        }
        return row;
    }

    private void makeRoom(int join, int take, int rows) {
        if (rowIds[join][take].length < rows) {
            rowIds[join][take] = new long[rows];
        }
    }

    private long combinations(int label) {
        long combinations = 1;
        for (JoinMatches join : joins) {
            int count = join.count(label);
            combinations *= count == 0 && join.plan.join().keepUnmatched() ? 1 : count;
        }
        return combinations;
    }

    private void fillRow(int row) {
        labels[row] = label;
        long rest = combination;
        for (int index = joins.size() - 1; index >= 0; index--) {
            JoinMatches join = joins.get(index);
            int count = Math.max(1, join.count(label));
            int nth = (int) (rest % count);
            rest /= count;
            for (int take = 0; take < rowIds[index].length; take++) {
                rowIds[index][take][row] = join.rowId(take, label, nth);
            }
        }
    }
}
