package io.godwit.planner.statistics;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Summarizes the columns of the batches that pass, and of each part of the rows if a column says which part they are in. */
public final class SummarizedStream implements BatchStream {
    private static final String NO_PART = "";

    private final BatchStream input;
    private final int partColumn;
    private final Map<String, Part> parts = new TreeMap<>();

    /**
     * Closing this stream closes {@code input}.
     *
     * @param partColumn name of a column of texts, or null when there are no parts
     */
    public SummarizedStream(BatchStream input, @Nullable String partColumn) {
        this.input = input;
        this.partColumn = partColumn == null ? -1 : indexOf(input.schema(), partColumn);
        if (partColumn == null) {
            parts.put(NO_PART, new Part(sketches()));
        }
    }

    private static int indexOf(Schema schema, String column) {
        return schema.getFields().indexOf(schema.findField(column));
    }

    private List<ColumnSketch> sketches() {
        return input.schema().getFields().stream().map(ColumnSketch::new).toList();
    }

    /** The rows of one part in the batch at hand, and what was seen of it before. */
    private static final class Part {
        private final List<ColumnSketch> columns;
        private int[] selected = new int[0];
        private int count;

        Part(List<ColumnSketch> columns) {
            this.columns = columns;
        }

        void begin(int mostRows) {
            count = 0;
            if (selected.length < mostRows) {
                selected = new int[mostRows];
            }
        }
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = input.next();
        if (batch == null) {
            return null;
        }
        try {
            add(batch);
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private void add(VectorSchemaRoot batch) {
        parts.values().forEach(part -> part.begin(batch.getRowCount()));
        for (int row = 0; row < batch.getRowCount(); row++) {
            Part part = part(batch, row);
            part.selected[part.count++] = row;
        }
        for (Part part : parts.values()) {
            for (int column = 0; column < part.columns.size(); column++) {
                part.columns.get(column).add(batch.getVector(column), part.selected, part.count);
            }
        }
    }

    private Part part(VectorSchemaRoot batch, int row) {
        String name = NO_PART;
        if (partColumn >= 0) {
            FieldVector names = batch.getVector(partColumn);
            name = names.isNull(row) ? NO_PART : names.getObject(row).toString();
        }
        Part part = parts.get(name);
        if (part == null) {
            part = new Part(sketches());
            part.begin(batch.getRowCount());
            parts.put(name, part);
        }
        return part;
    }

    /** Of all rows that have passed, then of each part by name; rows in no part have an empty name. */
    public List<ColumnSummary> summaries() {
        List<ColumnSummary> summaries = new ArrayList<>();
        List<ColumnSketch> all = sketches();
        for (Part part : parts.values()) {
            for (int column = 0; column < all.size(); column++) {
                all.get(column).add(part.columns.get(column));
            }
        }
        all.forEach(column -> summaries.add(column.summary(null)));
        if (partColumn >= 0) {
            parts.forEach((name, part) -> part.columns.forEach(column -> summaries.add(column.summary(name))));
        }
        return summaries;
    }

    @Override
    public void close() {
        input.close();
    }
}
