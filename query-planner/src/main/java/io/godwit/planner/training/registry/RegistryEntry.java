package io.godwit.planner.training.registry;

import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** A row of the registry's table, in the order of its columns. */
public record RegistryEntry(
        String dataset,
        int version,
        int revision,
        Manifest.State state,
        String createdAt,
        String owner,
        String description,
        @Nullable Long rowCount,
        @Nullable String digest,
        boolean pinned,
        @Nullable String materializedAs,
        ManifestText text)
        implements StructLike {
    public static RegistryEntry of(Manifest manifest, int revision) {
        Manifest.Contents contents = manifest.contents();
        Manifest.Location materialized = manifest.materialized();
        return new RegistryEntry(
                RegistryEntries.key(manifest.dataset()),
                manifest.version(),
                revision,
                manifest.state(),
                manifest.createdAt(),
                manifest.owner(),
                manifest.description(),
                contents == null ? null : contents.rowCount(),
                contents == null ? null : contents.digest(),
                manifest.pinned(),
                materialized == null ? null : materialized.catalog() + "." + materialized.identifier(),
                new ManifestText(ManifestJson.write(manifest)));
    }

    public static RegistryEntry of(Record row) {
        return new RegistryEntry(
                row.get(0, String.class),
                row.get(1, Integer.class),
                row.get(2, Integer.class),
                Manifest.State.valueOf(row.get(3, String.class)),
                row.get(4, String.class),
                row.get(5, String.class),
                row.get(6, String.class),
                row.get(7, Long.class),
                row.get(8, String.class),
                row.get(9, Boolean.class),
                row.get(10, String.class),
                new ManifestText(row.get(11, String.class)));
    }

    RegistryEntry later(RegistryEntry other) {
        return other.revision > revision ? other : this;
    }

    public boolean isCommitted() {
        return state == Manifest.State.COMMITTED;
    }

    /** Whether it is there or being made, and so may need its snapshots. */
    boolean isAlive() {
        return state == Manifest.State.COMMITTED || state == Manifest.State.PENDING;
    }

    public String fullName() {
        return dataset + " version " + version;
    }

    public Manifest manifest() {
        return text.manifest();
    }

    ManifestText.Reads reads() {
        return text.reads();
    }

    @Override
    public int size() {
        return 12;
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> javaClass) {
        return javaClass.cast(
                switch (position) {
                    case 0 -> dataset;
                    case 1 -> version;
                    case 2 -> revision;
                    case 3 -> state.name();
                    case 4 -> createdAt;
                    case 5 -> owner;
                    case 6 -> description;
                    case 7 -> rowCount;
                    case 8 -> digest;
                    case 9 -> pinned;
                    case 10 -> materializedAs;
                    case 11 -> text.toString();
                    default -> throw new IndexOutOfBoundsException(position);
                });
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("An entry is immutable");
    }
}
