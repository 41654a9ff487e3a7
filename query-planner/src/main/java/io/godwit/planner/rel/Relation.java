package io.godwit.planner.rel;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.column.ScanColumns;
import io.godwit.planner.temporary.Frame;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Types.NestedField;

/** Where the rows of a table come from. */
public sealed interface Relation {
    /** All columns, as the source streams them. */
    Schema schema();

    /** Rows it is known or estimated to have. */
    double estimatedRows();

    /** For plans and messages. */
    String name();

    /**
     * An Iceberg table bound to a snapshot.
     *
     * @param metadata metadata columns ({@code _file} and its like) a statement may name beside those of the table
     */
    record Pinned(PinnedTable table, List<NestedField> metadata, Schema schema) implements Relation {
        public static Pinned of(PinnedTable table) {
            return new Pinned(table, List.of(), ArrowSchemas.arrowSchema(table.schema()));
        }

        public Pinned {
            requireNonNull(table, "table");
            metadata = List.copyOf(metadata);
        }

        /** The same table with all metadata columns it has, after its own. */
        public Pinned withMetadataColumns() {
            List<NestedField> columns = ScanColumns.metadataColumns(table);
            org.apache.iceberg.Schema all =
                    new org.apache.iceberg.Schema(join(table.schema().columns(), columns));
            return new Pinned(table, columns, ArrowSchemas.arrowSchema(all));
        }

        /** All columns, as {@link #schema()} has them. */
        public List<NestedField> columns() {
            return metadata.isEmpty()
                    ? table.schema().columns()
                    : join(table.schema().columns(), metadata);
        }

        private static List<NestedField> join(List<NestedField> own, List<NestedField> metadata) {
            return Stream.concat(own.stream(), metadata.stream()).toList();
        }

        @Override
        public double estimatedRows() {
            return Math.max(1, table.statistics().estimatedRowCount());
        }

        @Override
        public String name() {
            return table.toString();
        }
    }

    /** A frame a client uploaded. */
    record Uploaded(Frame frame) implements Relation {
        @Override
        public Schema schema() {
            return frame.schema();
        }

        @Override
        public double estimatedRows() {
            return frame.rowCount();
        }

        @Override
        public String name() {
            return frame.name();
        }
    }

    /**
     * Rows Godwit makes itself: training datasets, system and metadata tables. The stream has all columns, in order.
     *
     * @param isPinned whether the rows are the same whenever they are read
     * @param rows made for a statement that reads the given columns; what stands in others does not matter
     */
    record Computed(
            String name, Schema schema, boolean isPinned, BiFunction<ExecutionContext, Set<Integer>, BatchStream> rows)
            implements Relation {
        private static final double FEW = 100;

        /** One that costs the same whatever is read of it. */
        public static Computed whole(
                String name, Schema schema, boolean isPinned, Function<ExecutionContext, BatchStream> rows) {
            return new Computed(name, schema, isPinned, (context, columns) -> rows.apply(context));
        }

        @Override
        public double estimatedRows() {
            return FEW;
        }
    }
}
