package io.godwit.planner.catalog;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** File locations as Iceberg writes them, {@code file:///a}, {@code file:/a}, {@code file:a} and {@code /a}, as paths. */
final class LocalPath {
    private static final String FILE = "file:";

    private LocalPath() {}

    /** The path, or null when the location is not on this machine's file system. */
    static @Nullable Path of(String location) {
        if (location.startsWith(FILE)) {
            String rest = location.substring(FILE.length());
            return Path.of(rest.startsWith("//") ? withoutAuthority(rest) : rest);
        }
        return scheme(location) == null ? Path.of(location) : null;
    }

    /** The same place whatever the working directory is. */
    static String absolute(String location) {
        Path path = of(location);
        if (path == null) {
            return location;
        }
        String text = path.toAbsolutePath().normalize().toString();
        return location.startsWith(FILE) ? "file://" + text : text;
    }

    /** {@code //host/a} and {@code ///a} are both {@code /a}. */
    private static String withoutAuthority(String rest) {
        int path = rest.indexOf('/', 2);
        return path < 0 ? "/" : rest.substring(path);
    }

    static @Nullable String scheme(String location) {
        int colon = location.indexOf(':');
        int slash = location.indexOf('/');
        boolean hasScheme = colon > 1 && (slash < 0 || colon < slash);
        return hasScheme ? URI.create(location.substring(0, colon) + ":x").getScheme() : null;
    }
}
