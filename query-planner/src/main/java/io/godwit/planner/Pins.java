package io.godwit.planner;

import java.time.Instant;
import java.util.List;

/**
 * What a plan is bound to. Given back in a {@link StatementContext}, the same SQL plans to the same plan and reads the
 * same rows: that is what makes tickets replayable.
 *
 * @param instant what {@code current_timestamp} means in the statement
 * @param tables every Iceberg table or view read, once per version of it
 * @param frameIds content-derived ids of the uploaded frames read
 */
public record Pins(Instant instant, List<Pin> tables, List<String> frameIds) {
    public Pins {
        tables = List.copyOf(tables);
        frameIds = List.copyOf(frameIds);
    }

    /** Of a statement that reads no table. */
    public static Pins none(Instant instant) {
        return new Pins(instant, List.of(), List.of());
    }

    /** The same tables and frames in a statement of another present. */
    public Pins at(Instant newInstant) {
        return new Pins(newInstant, tables, frameIds);
    }

    /**
     * One table bound to one metadata file and one snapshot of it.
     *
     * @param catalog name of the catalog in the configuration
     * @param identifier namespace and name, dot separated as Iceberg prints it
     * @param version how the statement asked for it: empty for the current state, else the text of its AS OF clause
     * @param metadataLocation the metadata file, which fixes schema, properties and snapshots
     * @param snapshotId the snapshot read, or -1 for a table without any
     */
    public record Pin(String catalog, String identifier, String version, String metadataLocation, long snapshotId) {}
}
