package io.godwit.planner.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;

/** A store that speaks S3 and has a bucket, behind a line that can be made to fail. */
final class ObjectStorage implements AutoCloseable {
    static final String KEY = "key";
    static final String SECRET = "secret key";

    private final AutoCloseable server;
    private final FaultyLine line;

    /**
     * @param port of this machine where the store listens
     * @param server closed with the storage
     */
    ObjectStorage(int port, AutoCloseable server) {
        this.server = server;
        try {
            this.line = new FaultyLine(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In this process: S3Proxy over a directory. */
    static ObjectStorage in(Path directory) {
        try {
            Files.createDirectories(directory.resolve("bucket"));
            Properties properties = new Properties();
            properties.setProperty("jclouds.filesystem.basedir", directory.toString());
            S3Proxy server = S3Proxy.builder()
                    .blobStore(BlobStores.create("filesystem-nio2", properties))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            return new ObjectStorage(server.getPort(), server::stop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
    }

    /** Iceberg's properties to reach it; waits between attempts are short. */
    Map<String, String> properties() {
        return Map.of(
                "warehouse", "s3://bucket/warehouse",
                "s3.endpoint", "http://127.0.0.1:" + line.port(),
                "s3.path-style-access", "true",
                "s3.access-key-id", KEY,
                "s3.secret-access-key", SECRET,
                "s3.retry.num-retries", "3",
                "s3.retry.min-wait-ms", "10",
                "s3.retry.max-wait-ms", "50",
                "http-client.apache.socket-timeout-ms", "200",
                "client.region", "us-east-1");
    }

    FaultyLine line() {
        return line;
    }

    @Override
    public void close() {
        line.close();
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("The store does not stop", e);
        }
    }
}
