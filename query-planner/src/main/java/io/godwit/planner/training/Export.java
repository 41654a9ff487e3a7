package io.godwit.planner.training;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.digest.DigestedStream;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.split.SplitRule;
import io.godwit.planner.write.RowFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a version to files, one per part of its split, and checks on the way that they are the rows of the
 * version. An export that fails leaves no file behind.
 */
final class Export {
    private static final String ALL = "";

    private final DatasetLake lake;
    private final Manifest manifest;
    private final RowFile.Format format;
    private final String directory;
    private final Map<String, Part> parts = new TreeMap<>();

    Export(DatasetLake lake, Manifest manifest, String directory, RowFile.Format format) {
        this.lake = lake;
        this.manifest = manifest;
        this.directory = directory(lake.registry().location(), directory);
        this.format = format;
    }

    /**
     * A file that was written.
     *
     * @param part null when the version is not split, empty for rows in no part
     */
    record Written(@Nullable String part, String location, long rowCount, long bytes) {}

    private static final class Part {
        private final RowFile file;
        private final String location;
        private int[] selected = new int[0];
        private int count;

        Part(RowFile file, String location) {
            this.file = file;
            this.location = location;
        }

        void begin(int mostRows) {
            count = 0;
            if (selected.length < mostRows) {
                selected = new int[mostRows];
            }
        }
    }

    /** Below the warehouse the registry is in, so that a statement cannot write to where tables are not. */
    private static String directory(String registry, String wanted) {
        String warehouse = parent(parent(registry));
        boolean isAbsolute = wanted.startsWith("/") || wanted.contains(":");
        String directory = isAbsolute ? wanted : registry + "/exports/" + wanted;
        boolean inside = without(directory).startsWith(without(warehouse) + "/");
        if (!inside || List.of(directory.split("/")).contains("..") || wanted.isBlank()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An export goes below the warehouse, %s, or to a name without a slash in front; '%s' does not"
                            .formatted(warehouse, wanted));
        }
        return directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
    }

    private static String without(String location) {
        return location.startsWith("file:") ? location.replaceFirst("file:/*", "/") : location;
    }

    private static String parent(String location) {
        return location.substring(0, Math.max(0, location.lastIndexOf('/')));
    }

    List<Written> run(ExecutionContext context, BatchStream rows) {
        String digest;
        try (DigestedStream digested = new DigestedStream(context, rows, (low, high, count) -> {})) {
            write(context, digested);
            digest = digested.digest().whole().toString();
            parts.values().forEach(part -> part.file.close());
        } catch (RuntimeException e) {
            discard(e);
            throw e;
        }
        Manifest.Contents contents = manifest.contents();
        if (contents == null || !contents.digest().equals(digest)) {
            GodwitException different = new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "The rows that were read are not those of training dataset %s; REPRODUCE tells what differs"
                            .formatted(manifest.fullName()));
            discard(different);
            throw different;
        }
        List<Written> written = new ArrayList<>();
        parts.forEach((name, part) -> written.add(new Written(
                manifest.splits() == null ? null : name,
                part.location,
                part.file.rowCount(),
                lake.io().newInputFile(part.location).getLength())));
        return written;
    }

    private void write(ExecutionContext context, BatchStream rows) {
        int column = -1;
        if (manifest.splits() != null) {
            column = rows.schema()
                    .getFields()
                    .indexOf(rows.schema().findField(manifest.splits().column()));
            for (SplitRule.Part part : manifest.splits().parts()) {
                open(context, rows, part.name());
            }
        } else {
            open(context, rows, ALL);
        }
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            try (VectorSchemaRoot owned = batch) {
                add(context, rows, owned, column);
            }
            context.cancellation().check();
        }
    }

    private void add(ExecutionContext context, BatchStream rows, VectorSchemaRoot batch, int column) {
        parts.values().forEach(part -> part.begin(batch.getRowCount()));
        FieldVector names = column < 0 ? null : batch.getVector(column);
        for (int row = 0; row < batch.getRowCount(); row++) {
            String name = names == null || names.isNull(row)
                    ? ALL
                    : names.getObject(row).toString();
            Part part = parts.get(name);
            if (part == null) {
                part = open(context, rows, name);
                part.begin(batch.getRowCount());
            }
            part.selected[part.count++] = row;
        }
        parts.values().forEach(part -> part.file.add(batch, part.selected, part.count));
    }

    private Part open(ExecutionContext context, BatchStream rows, String name) {
        String location = directory + "/" + fileName(name) + format.suffix();
        if (lake.io().newInputFile(location).exists()) {
            throw new GodwitException(
                    ErrorCode.ALREADY_EXISTS, "%s is there already; export to another place".formatted(location));
        }
        RowFile file = RowFile.open(context, format, lake.io().newOutputFile(location), rows.schema());
        Part part = new Part(file, location);
        parts.put(name, part);
        return part;
    }

    private String fileName(String part) {
        String name = manifest.splits() == null ? manifest.dataset() : part.isEmpty() ? "none" : part;
        return name.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    private void discard(RuntimeException cause) {
        for (Part part : parts.values()) {
            try {
                part.file.close();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
            try {
                lake.io().deleteFile(part.location);
            } catch (NotFoundException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
