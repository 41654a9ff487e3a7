package io.godwit.server.config;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every key that may be configured, with its default and what it means. The table in the module's README is made from
 * this list.
 */
public enum ConfigKey {
    HOST("server.host", "127.0.0.1", "Address to listen on. There is no authentication yet: keep it on loopback."),
    PORT("server.port", "8815", "Port to listen on; 0 picks a free one, which the ready line names."),
    UNIX_SOCKET(
            "server.unix-socket", "", "Path of a Unix socket to listen on as well, for clients of the same machine."),
    TLS_CERTIFICATE(
            "server.tls-certificate", "", "PEM file with the certificate chain; with it and the key, TCP speaks TLS."),
    TLS_KEY("server.tls-key", "", "PEM file with the certificate's private key."),
    TLS_CLIENT_AUTHORITY(
            "server.tls-client-authority",
            "",
            "PEM file with the authorities of client certificates, which are then required."),
    DRAIN_TIMEOUT(
            "server.drain-timeout", "30s", "How long running streams may go on after SIGTERM before they are cut."),
    MAX_MESSAGE_BYTES(
            "server.max-message-bytes", "64mb", "Largest message a client may send, such as one uploaded batch."),
    MAX_HEADER_BYTES("server.max-header-bytes", "64kb", "Most bytes of headers a call may carry."),
    MAX_CONNECTION_CALLS(
            "server.max-calls-per-connection", "256", "Most calls one connection may have open at a time."),
    DEFAULT_CATALOG("default-catalog", "lake", "The catalog that names without one refer to."),
    SESSION_IDLE(
            "session.idle-timeout", "1h", "A session, with its temporary tables, ends after this long without a call."),
    SESSION_MAX("session.max", "10000", "Most sessions at a time; a new client is then refused as unavailable."),
    PREPARED_IDLE(
            "session.prepared-idle-timeout", "30m", "A prepared statement is forgotten after this long without use."),
    TICKET_KEY(
            "ticket.key",
            "",
            "Secret that seals tickets, at least 16 characters; replicas that share it serve each other's tickets. Empty: a random one per start."),
    TICKET_LIFETIME("ticket.lifetime", "1h", "How long a ticket can be fetched."),
    QUERY_MEMORY("query.memory-bytes", "2gb", "Memory one query may hold, Arrow buffers and indexes each."),
    QUERY_TIMEOUT("query.timeout", "1h", "A query that runs longer is ended."),
    MAX_RUNNING("query.max-running", "32", "Streams worked on at the same moment; others wait for a turn."),
    MAX_OPEN(
            "query.max-open",
            "512",
            "Queries open at the same time, those that wait included; one more is refused as unavailable."),
    MAX_ROWS(
            "query.max-rows",
            "0",
            "Most rows one result may have; a longer one fails when it gets there. 0 sets no limit."),
    QUERY_SPILL(
            "query.spill-bytes",
            "0",
            "Most bytes one point-in-time join may have in the spill directory at a time. 0 sets no limit but the disk's."),
    STALL_TIMEOUT("query.stall-timeout", "10m", "A stream whose client reads nothing for this long is ended."),
    BATCH_BYTES(
            "stream.batch-bytes", "3mb", "Size results are cut to. Plain gRPC clients refuse messages above 4 MiB."),
    WIDE_BATCH_BYTES(
            "stream.wide-batch-bytes",
            "12mb",
            "Size results of 256 columns and more are cut to, for ADBC, which takes 16 MiB, and clients built on Arrow C++, which take any; of 64 to 256 columns a size between."),
    CACHED_RESULTS(
            "cache.results-bytes",
            "auto",
            "Memory for results that are read again, out of memory.limit-bytes; auto is a quarter of it, 0 keeps none."),
    MEMORY_LIMIT(
            "memory.limit-bytes",
            "auto",
            "Off-heap memory for all Arrow buffers; auto is half of the machine's memory."),
    COLUMN_CACHE(
            "cache.columns-bytes",
            "auto",
            "How much of that memory decoded columns may take between queries, which get it back when they need it; auto is half of it, 0 keeps none."),
    SPILL_DIRECTORY(
            "spill.directory",
            "",
            "Where queries and uploads put what does not fit; empty is the system's temporary directory.");

    /** Keys that begin so belong to a catalog and are given to Iceberg as they are. */
    static final String CATALOG_PREFIX = "catalogs.";

    private final String key;
    private final String defaultValue;
    private final String meaning;

    ConfigKey(String key, String defaultValue, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    public String key() {
        return key;
    }

    public String defaultValue() {
        return defaultValue;
    }

    public String meaning() {
        return meaning;
    }

    static Optional<ConfigKey> find(String key) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.key.equals(key))
                .findFirst();
    }
}
