package io.godwit.planner.training.create;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.training.source.SourceTables;
import io.godwit.planner.training.statement.DatasetQuery.TableRead;
import java.util.List;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Whether a dataset holds only what was known at its labels' times. A table that declares an ingestion time which the query
 * names nowhere must be waived in so many words: such a leak is a decision, not an accident.
 */
final class KnownAt {
    static final String UNDECLARED = "undeclared";

    private KnownAt() {}

    /** What the manifest says, or an error that tells what must be said. */
    static String check(List<TableRead> tables, String said) {
        List<TableRead> declaring = tables.stream()
                .filter(read -> SourceTables.ingestionColumn(read.table()) != null)
                .toList();
        if (declaring.isEmpty()) {
            return UNDECLARED;
        }
        List<TableRead> ignored =
                declaring.stream().filter(read -> !namesIngestionTime(read)).toList();
        if (ignored.isEmpty()) {
            return said.isEmpty() ? CreateOptions.APPLIED : said;
        }
        if (!said.equals(CreateOptions.WAIVED)) {
            throw new GodwitException(ErrorCode.INVALID_ARGUMENT, refusal(ignored.get(0), said));
        }
        return CreateOptions.WAIVED;
    }

    private static boolean namesIngestionTime(TableRead read) {
        NestedField column = SourceTables.ingestionColumn(read.table());
        return column != null && read.named().stream().anyMatch(each -> each.fieldId() == column.fieldId());
    }

    private static String refusal(TableRead ignored, String said) {
        NestedField column = SourceTables.ingestionColumn(ignored.table());
        return "Table %s declares the ingestion time %s, and the query does not use it%s. Bound it in the match condition (or write the short form), or say WITH (known_at = 'waived')"
                .formatted(
                        ignored.table().name(),
                        column == null ? "" : column.name(),
                        said.isEmpty() ? "" : ", so known_at = 'applied' would not be true");
    }
}
