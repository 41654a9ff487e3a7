package io.godwit.planner.sql.relation;

import io.godwit.planner.catalog.TableName;
import io.godwit.planner.training.statement.TrainingStatement;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/** Names that mean something else in a query than a table or view of a catalog. */
public final class ReservedNames {
    private static final List<String> SCHEMAS = List.of(InformationSchema.NAME, TrainingStatement.SCHEMA);

    private ReservedNames() {}

    /** Where a name begins that leads from a table to its metadata; not positive in any other name. */
    static int metadataSign(String name) {
        return name.indexOf('$');
    }

    /** Refuses a table or view that no query could read. */
    public static void refuse(TableName target) {
        TableIdentifier identifier = target.identifier();
        String[] schema = identifier.namespace().levels();
        for (String reserved : SCHEMAS) {
            if (schema.length > 0 && schema[schema.length - 1].equalsIgnoreCase(reserved)) {
                throw target.refused("the schema %s is Godwit's own".formatted(reserved));
            }
        }
        int sign = metadataSign(identifier.name());
        if (sign > 0) {
            throw target.refused("such a name stands for metadata of the table "
                    + identifier.name().substring(0, sign));
        }
    }
}
