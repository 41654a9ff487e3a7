package io.godwit.planner.sql.relation;

import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.scan.column.ScanColumns;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.apache.calcite.util.Util;
import org.apache.iceberg.MetadataColumns;

/**
 * Names of metadata columns in a statement. Tables have these columns only in a statement that names one, so that no other
 * is planned differently; {@code *} never stands for them.
 */
public final class MetadataNames {
    private static final List<String> LINEAGE =
            List.of(MetadataColumns.ROW_ID.name(), MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.name());

    private MetadataNames() {}

    public static boolean contain(String name) {
        return ScanColumns.METADATA_NAMES.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Whether the statement has one anywhere, as a name or a part of it. */
    public static boolean areIn(SqlNode query) {
        try {
            query.accept(new SqlBasicVisitor<Void>() {
                @Override
                public Void visit(SqlIdentifier identifier) {
                    if (identifier.names.stream().anyMatch(MetadataNames::contain)) {
                        throw Util.FoundOne.NULL;
                    }
                    return super.visit(identifier);
                }
            });
            return false;
        } catch (Util.FoundOne e) {
            return true;
        }
    }

    public static boolean areIn(RelDataType rowType) {
        return rowType.getFieldNames().stream().anyMatch(MetadataNames::contain);
    }

    /** Whether a column is a table's metadata column, not one that a query named so. */
    public static boolean isColumnOf(SqlQualified column) {
        SqlValidatorTable table = column.namespace == null ? null : column.namespace.getTable();
        BoundTable bound = table == null ? null : table.unwrap(BoundTable.class);
        String name = column.identifier.names.get(column.identifier.names.size() - 1);
        return bound != null
                && bound.relation() instanceof Relation.Pinned pinned
                && pinned.metadata().stream()
                        .anyMatch(metadata -> metadata.name().equalsIgnoreCase(name));
    }

    /** Why the tables of a statement do not have the metadata column; empty for other names. */
    public static String hint(String column, List<Relation.Pinned> tables) {
        if (!contain(column)) {
            return "";
        } else if (tables.isEmpty()) {
            return "; only Iceberg tables have it";
        } else if (LINEAGE.stream().anyMatch(column::equalsIgnoreCase)) {
            return "; rows have it in tables of format version 3, where it is not hidden by a subquery";
        } else if (column.equalsIgnoreCase(MetadataColumns.PARTITION_COLUMN_NAME)) {
            return "; partitioned tables have it, where it is not hidden by a subquery";
        }
        return "; it is a column of Iceberg tables: a PIVOT has it if it is of a subquery that selects it, and of the latest"
                + " rows a LEFT ASOF JOIN of the table tells it";
    }
}
