package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** A warehouse has a directory for each table and view, called after it. */
public final class DirectoryNames {
    private static final Set<String> OTHERS = Set.of("", ".", "..");
    private static final int MOST_BYTES = 255;

    private DirectoryNames() {}

    /** Refuses a table or view whose directory cannot be, or would be another one or outside. */
    public static void require(TableName target) {
        Stream.concat(
                        Arrays.stream(target.identifier().namespace().levels()),
                        Stream.of(target.identifier().name()))
                .flatMap(name -> Arrays.stream(name.split("/", -1)))
                .forEach(name -> require(name, target));
    }

    private static void require(String directory, TableName target) {
        if (OTHERS.contains(directory)) {
            throw refused(target, "no part of its name may be empty, \".\" or \"..\"");
        }
        int bytes = directory.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw refused(target, "a part of its name has %d bytes, and storage takes %d".formatted(bytes, MOST_BYTES));
        }
    }

    private static GodwitException refused(TableName target, String reason) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT, "Nothing can be called %s: %s".formatted(target, reason));
    }
}
