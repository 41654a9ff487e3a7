package io.godwit.planner.training.reproduce;

import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.VerdictKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a reproduction.
 *
 * @param expectedRows rows of the version when it was made
 * @param foundRows rows of the rebuild, or null when there was none
 * @param missingRows of the expected rows, those that were not found; null unless they were compared
 * @param unexpectedRows found rows that were not expected; null unless they were compared
 * @param differentColumns whose digests differ
 * @param tables how each table was read
 * @param reasons what is missing or why rows differ
 */
public record Verdict(
        VerdictKind verdict,
        long expectedRows,
        @Nullable Long foundRows,
        @Nullable Long missingRows,
        @Nullable Long unexpectedRows,
        List<String> differentColumns,
        List<TablePath> tables,
        List<String> reasons) {
    /**
     * @param expectedRows of the pinned snapshot, or -1 when it did not say
     * @param foundRows of what was read instead, or -1
     */
    public record TablePath(String table, long snapshotId, String path, long expectedRows, long foundRows) {}

    static Verdict impossible(Manifest manifest, List<TablePath> tables, List<String> reasons) {
        Manifest.Contents contents = manifest.contents();
        return new Verdict(
                VerdictKind.IMPOSSIBLE,
                contents == null ? 0 : contents.rowCount(),
                null,
                null,
                null,
                List.of(),
                tables,
                reasons);
    }
}
