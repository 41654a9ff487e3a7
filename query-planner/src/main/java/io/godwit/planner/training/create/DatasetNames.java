package io.godwit.planner.training.create;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.training.registry.Registry;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.write.DirectoryNames;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a dataset, and the tables it reads, may be called. Manifests have the names of tables as text, with a dot between parts. */
final class DatasetNames {
    /** Behind the dataset's name, in that of a table of rebuilt rows. */
    private static final String LONGEST_SUFFIX = "_v2147483647_01234567";

    private DatasetNames() {}

    /** Refuses a name that no query could read, or after which neither tables nor files could be called. */
    static void require(String dataset) {
        if (dataset.isEmpty() || dataset.chars().anyMatch(c -> c == '.' || Character.isISOControl(c))) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A training dataset cannot be called \"%s\": its name is not empty, and has neither dots nor control characters"
                            .formatted(dataset));
        }
        DirectoryNames.require(
                new TableName("training dataset", TableIdentifier.of(Registry.NAMESPACE, dataset + LONGEST_SUFFIX)));
    }

    /** Refuses tables whose names cannot be told from those of others. */
    static void requireSources(DatasetQuery query) {
        query.tables().stream().map(read -> read.table().name()).forEach(DatasetNames::requireSource);
    }

    private static void requireSource(TableName name) {
        if (name.parts().stream().anyMatch(part -> part.contains("."))) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "A training dataset cannot read %s, in whose name a part has a dot; rename the table"
                            .formatted(name));
        }
    }
}
