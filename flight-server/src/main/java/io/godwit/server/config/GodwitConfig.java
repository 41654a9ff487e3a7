package io.godwit.server.config;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one server. What each part means and its default stands in {@link ConfigKey}.
 *
 * @param catalogs by name, each with Iceberg's own catalog properties
 */
public record GodwitConfig(
        Listen listen,
        String defaultCatalog,
        Map<String, Map<String, String>> catalogs,
        Sessions sessions,
        Tickets tickets,
        Queries queries,
        long batchBytes,
        long wideBatchBytes,
        long cachedResultBytes,
        long memoryLimitBytes,
        long columnCacheBytes,
        Path spillDirectory) {

    /** The same with another place for what does not fit. */
    public GodwitConfig withSpillDirectory(Path directory) {
        return new GodwitConfig(
                listen,
                defaultCatalog,
                catalogs,
                sessions,
                tickets,
                queries,
                batchBytes,
                wideBatchBytes,
                cachedResultBytes,
                memoryLimitBytes,
                columnCacheBytes,
                directory);
    }

    /** Where and how to listen. */
    public record Listen(
            String host,
            int port,
            @Nullable Path unixSocket,
            @Nullable Tls tls,
            Duration drainTimeout,
            int maxMessageBytes,
            int maxHeaderBytes,
            int maxCallsPerConnection) {}

    /** The PEM files of TLS; with {@code clientAuthority}, clients must show a certificate. */
    public record Tls(Path certificate, Path key, @Nullable Path clientAuthority) {}

    /** How long clients are remembered. */
    public record Sessions(Duration idleTimeout, int max, Duration preparedIdleTimeout) {}

    /** How tickets are sealed; {@code key} is secret and empty for a random one. */
    public record Tickets(String key, Duration lifetime) {
        @Override
        public String toString() {
            return "Tickets[key=" + (key.isEmpty() ? "random" : "configured") + ", lifetime=" + lifetime + "]";
        }
    }

    /** What queries may use. */
    public record Queries(
            long memoryBytes,
            long spillBytes,
            Duration timeout,
            long maxRows,
            int maxRunning,
            int maxOpen,
            Duration stallTimeout) {}

    /** Makes a configuration of dotted keys, with defaults for what is absent. Unknown keys are errors. */
    public static GodwitConfig of(Map<String, String> settings) {
        Map<ConfigKey, String> values = new LinkedHashMap<>();
        Arrays.stream(ConfigKey.values()).forEach(key -> values.put(key, key.defaultValue()));
        Map<String, Map<String, String>> catalogs = new TreeMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(ConfigKey.CATALOG_PREFIX)) {
                putCatalogProperty(catalogs, key, value);
            } else {
                values.put(ConfigKey.find(key).orElseThrow(() -> unknown(key)), value);
            }
        });
        return build(new Values(values), catalogs);
    }

    private static GodwitConfig build(Values values, Map<String, Map<String, String>> configured) {
        String defaultCatalog = values.text(ConfigKey.DEFAULT_CATALOG);
        Map<String, Map<String, String>> catalogs = configured.isEmpty() ? embedded(defaultCatalog) : configured;
        if (!catalogs.containsKey(defaultCatalog)) {
            throw new ConfigException("default-catalog is \"" + defaultCatalog + "\", which is not among the catalogs "
                    + catalogs.keySet() + "; add catalogs." + defaultCatalog + " or name another");
        }
        long memoryLimit = bytesOr(halfTheMachine(), values, ConfigKey.MEMORY_LIMIT);
        return new GodwitConfig(
                new Listen(
                        values.text(ConfigKey.HOST),
                        values.whole(ConfigKey.PORT, 0, 65535),
                        values.path(ConfigKey.UNIX_SOCKET),
                        tls(values),
                        values.duration(ConfigKey.DRAIN_TIMEOUT),
                        values.bytesAsInt(ConfigKey.MAX_MESSAGE_BYTES),
                        values.bytesAsInt(ConfigKey.MAX_HEADER_BYTES),
                        values.whole(ConfigKey.MAX_CONNECTION_CALLS, 1, 1_000_000)),
                defaultCatalog,
                catalogs,
                new Sessions(
                        values.duration(ConfigKey.SESSION_IDLE),
                        values.whole(ConfigKey.SESSION_MAX, 1, 10_000_000),
                        values.duration(ConfigKey.PREPARED_IDLE)),
                new Tickets(ticketKey(values), values.duration(ConfigKey.TICKET_LIFETIME)),
                new Queries(
                        values.bytes(ConfigKey.QUERY_MEMORY),
                        values.bytesOrNone(ConfigKey.QUERY_SPILL),
                        values.duration(ConfigKey.QUERY_TIMEOUT),
                        values.countOrNone(ConfigKey.MAX_ROWS),
                        values.whole(ConfigKey.MAX_RUNNING, 1, 10_000),
                        values.whole(ConfigKey.MAX_OPEN, 1, 1_000_000),
                        values.duration(ConfigKey.STALL_TIMEOUT)),
                values.bytes(ConfigKey.BATCH_BYTES),
                values.bytes(ConfigKey.WIDE_BATCH_BYTES),
                bytesOr(memoryLimit / 4, values, ConfigKey.CACHED_RESULTS),
                memoryLimit,
                bytesOr(memoryLimit / 2, values, ConfigKey.COLUMN_CACHE),
                spillDirectory(values.text(ConfigKey.SPILL_DIRECTORY)));
    }

    /** No catalog configured: a lakehouse in the working directory. */
    private static Map<String, Map<String, String>> embedded(String name) {
        return Map.of(
                name, Map.of("type", "jdbc", "uri", "jdbc:sqlite:lakehouse/catalog.db", "warehouse", "file:lakehouse"));
    }

    private static void putCatalogProperty(Map<String, Map<String, String>> catalogs, String key, String value) {
        String rest = key.substring(ConfigKey.CATALOG_PREFIX.length());
        int dot = rest.indexOf('.');
        if (dot <= 0 || dot == rest.length() - 1) {
            throw new ConfigException(
                    "\"" + key + "\" is no catalog property; write catalogs.<name>.<property>, such as "
                            + "catalogs.lake.warehouse");
        }
        catalogs.computeIfAbsent(rest.substring(0, dot), name -> new TreeMap<>())
                .put(rest.substring(dot + 1), value);
    }

    private static ConfigException unknown(String key) {
        var known = Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList();
        return new ConfigException("Unknown configuration key \"" + key + "\""
                + NearestName.of(key, known)
                        .map(name -> "; did you mean \"" + name + "\"?")
                        .orElse(""));
    }

    private static @Nullable Tls tls(Values values) {
        Path certificate = values.path(ConfigKey.TLS_CERTIFICATE);
        Path key = values.path(ConfigKey.TLS_KEY);
        Path clientAuthority = values.path(ConfigKey.TLS_CLIENT_AUTHORITY);
        if (certificate == null && key == null && clientAuthority == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new ConfigException("TLS needs both server.tls-certificate and server.tls-key");
        }
        return new Tls(certificate, key, clientAuthority);
    }

    private static String ticketKey(Values values) {
        String key = values.text(ConfigKey.TICKET_KEY);
        if (!key.isEmpty() && key.length() < 16) {
            throw new ConfigException("ticket.key has " + key.length() + " characters; write at least 16 random ones");
        }
        return key;
    }

    private static long halfTheMachine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() / 2
                : Runtime.getRuntime().maxMemory();
    }

    private static long bytesOr(long auto, Values values, ConfigKey key) {
        return values.text(key).equals("auto") ? auto : values.bytes(key);
    }

    private static Path spillDirectory(String configured) {
        return configured.isEmpty()
                ? Path.of(System.getProperty("java.io.tmpdir"), "godwit-spill-" + System.getProperty("user.name"))
                : Path.of(configured);
    }

    /** Reads values as what they should be. */
    private record Values(Map<ConfigKey, String> texts) {
        String text(ConfigKey key) {
            return texts.getOrDefault(key, key.defaultValue());
        }

        @Nullable
        Path path(ConfigKey key) {
            return text(key).isEmpty() ? null : Path.of(text(key));
        }

        int whole(ConfigKey key, int min, int max) {
            return (int) Quantity.whole(key.key(), text(key), min, max);
        }

        /** A count, of which 0 is none and so no limit. */
        long countOrNone(ConfigKey key) {
            long count = Quantity.whole(key.key(), text(key), 0, Long.MAX_VALUE);
            return count == 0 ? Long.MAX_VALUE : count;
        }

        /** A size, of which 0 is none and so no limit. */
        long bytesOrNone(ConfigKey key) {
            long bytes = bytes(key);
            return bytes == 0 ? Long.MAX_VALUE : bytes;
        }

        long bytes(ConfigKey key) {
            return Quantity.bytes(key.key(), text(key));
        }

        int bytesAsInt(ConfigKey key) {
            long bytes = bytes(key);
            if (bytes > Integer.MAX_VALUE) {
                throw new ConfigException(key.key() + " must be below 2gb; got \"" + text(key) + "\"");
            }
            return (int) bytes;
        }

        Duration duration(ConfigKey key) {
            return Quantity.duration(key.key(), text(key));
        }
    }
}
