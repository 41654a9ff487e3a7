package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.time.Instant;

/**
 * Which state of a table a statement asks for. A branch and the current state read with the table's schema; a snapshot, an
 * instant and a tag with the schema of the snapshot they name.
 */
public sealed interface TableVersion {
    /** The state the table has when the statement is planned. */
    TableVersion CURRENT = new Current();

    /** As it stands in a {@link io.godwit.planner.Pins.Pin}; {@link #parse} reads it back. */
    String text();

    /** The version that has this {@link #text()}. */
    static TableVersion parse(String text) {
        if (text.isEmpty()) {
            return CURRENT;
        }
        if (text.startsWith(AsOf.PREFIX)) {
            return new AsOf(Instant.parse(text.substring(AsOf.PREFIX.length())));
        }
        if (text.startsWith(Ref.PREFIX) && text.endsWith("'")) {
            String quoted = text.substring(Ref.PREFIX.length(), text.length() - 1);
            return new Ref(quoted.replace("''", "'"));
        }
        if (text.startsWith(SnapshotId.PREFIX)) {
            return new SnapshotId(Long.parseLong(text.substring(SnapshotId.PREFIX.length())));
        }
        throw new GodwitException(ErrorCode.INVALID_ARGUMENT, "Not the version of a table: " + text);
    }

    /** Without an AS OF clause. */
    record Current() implements TableVersion {
        @Override
        public String text() {
            return "";
        }
    }

    /** {@code FOR SYSTEM_TIME AS OF}: the snapshot that was current at the instant. */
    record AsOf(Instant instant) implements TableVersion {
        private static final String PREFIX = "SYSTEM_TIME AS OF ";

        public AsOf {
            requireNonNull(instant, "instant");
        }

        @Override
        public String text() {
            return PREFIX + instant;
        }
    }

    /** {@code FOR VERSION AS OF 4711}. */
    record SnapshotId(long id) implements TableVersion {
        private static final String PREFIX = "VERSION AS OF ";

        @Override
        public String text() {
            return PREFIX + id;
        }
    }

    /** {@code FOR VERSION AS OF 'name'}: a tag or a branch. */
    record Ref(String name) implements TableVersion {
        private static final String PREFIX = "VERSION AS OF '";

        public Ref {
            requireNonNull(name, "name");
        }

        @Override
        public String text() {
            return PREFIX + name.replace("'", "''") + "'";
        }
    }
}
