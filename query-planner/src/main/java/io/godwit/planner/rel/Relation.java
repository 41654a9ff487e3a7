package io.godwit.planner.rel;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.ArrowSchemas;
import io.godwit.planner.temporary.Frame;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/** Where the rows of a table come from. */
public sealed interface Relation {
    /** All columns, as the source streams them. */
    Schema schema();

    /** Rows it is known or estimated to have. */
    double estimatedRows();

    /** For plans and messages. */
    String name();

    /** An Iceberg table bound to a snapshot. */
    record Pinned(PinnedTable table, Schema schema) implements Relation {
        public static Pinned of(PinnedTable table) {
            return new Pinned(table, ArrowSchemas.arrowSchema(table.schema()));
        }

        public Pinned {
            requireNonNull(table, "table");
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
     */
    record Computed(String name, Schema schema, boolean isPinned, Function<ExecutionContext, BatchStream> rows)
            implements Relation {
        private static final double FEW = 100;

        @Override
        public double estimatedRows() {
            return FEW;
        }
    }
}
