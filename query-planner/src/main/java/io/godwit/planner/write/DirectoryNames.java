package io.godwit.planner.write;

import io.godwit.planner.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** A warehouse has a directory for each table and view, called after it. */
public final class DirectoryNames {
    private static final Set<String> OTHERS = Set.of("", ".", "..");
    private static final int MOST_BYTES = 255;

    private DirectoryNames() {}

    /** Refuses a table or view whose directory cannot be, or would be another one or outside. */
    public static void require(TableName target) {
        target.parts().stream()
                .flatMap(name -> Arrays.stream(name.split("/", -1)))
                .forEach(name -> require(name, target));
    }

    private static void require(String directory, TableName target) {
        if (OTHERS.contains(directory)) {
            throw target.refused("no part of its name may be empty, \".\" or \"..\"");
        }
        int bytes = directory.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw target.refused("a part of its name has %d bytes, and storage takes %d".formatted(bytes, MOST_BYTES));
        }
    }
}
