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

/** S3 in this process: S3Proxy over a directory, behind a line that can be made to fail. */
final class ObjectStorage implements AutoCloseable {
    private final S3Proxy server;
    private final FaultyLine line;

    ObjectStorage(Path directory) {
        try {
            Files.createDirectories(directory.resolve("bucket"));
            Properties properties = new Properties();
            properties.setProperty("jclouds.filesystem.basedir", directory.toString());
            server = S3Proxy.builder()
                    .blobStore(BlobStores.create("filesystem-nio2", properties))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            line = new FaultyLine(server.getPort());
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
                "s3.access-key-id", "key",
                "s3.secret-access-key", "secret",
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
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }
}
