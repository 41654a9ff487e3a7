package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileInfo;

/** A directory of this machine and all that is below it; one that is not there is empty. */
final class LocalDirectory {
    private final String location;
    private final Path path;

    private LocalDirectory(String location, Path path) {
        this.location = location;
        this.path = path;
    }

    static LocalDirectory of(String location) {
        return new LocalDirectory(location, requireNonNull(LocalPath.of(location), location));
    }

    List<FileInfo> files() {
        List<FileInfo> files = new ArrayList<>();
        try {
            for (Path each : below()) {
                if (Files.isRegularFile(each)) {
                    long modified = Files.getLastModifiedTime(each).toMillis();
                    files.add(new FileInfo("file://" + each.toAbsolutePath(), Files.size(each), modified));
                }
            }
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot list %s", location);
        }
        return files;
    }

    void delete() {
        try {
            for (Path each : below()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot delete %s", location);
        }
    }

    /** What is in a directory comes before it, so that it is empty when it is deleted. */
    private List<Path> below() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
