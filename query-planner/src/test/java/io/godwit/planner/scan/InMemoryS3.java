package io.godwit.planner.scan;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** As much of S3 as Iceberg needs to keep a table: put, get, ranges, head and delete of whole objects, addressed by path. */
final class InMemoryS3 implements AutoCloseable {
    private static final byte[] NOT_FOUND =
            "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>".getBytes(StandardCharsets.UTF_8);

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final AtomicLong bytesServed = new AtomicLong();
    private final AtomicInteger failuresToCome = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    InMemoryS3() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Iceberg's properties to reach it. */
    Map<String, String> properties() {
        return Map.of(
                "s3.endpoint", "http://127.0.0.1:" + server.getAddress().getPort(),
                "s3.path-style-access", "true",
                "s3.access-key-id", "key",
                "s3.secret-access-key", "secret",
                "s3.retry.min-wait-ms", "10",
                "client.region", "us-east-1");
    }

    long bytesServed() {
        return bytesServed.get();
    }

    /** The next requests for objects are answered with 503. */
    void failNext(int requests) {
        failuresToCome.set(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                reply(exchange, 503, new byte[0]);
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "PUT" -> put(exchange, path, body);
                case "GET", "HEAD" -> get(exchange, path);
                case "DELETE" -> delete(exchange, path);
                default -> reply(exchange, 501, new byte[0]);
            }
        }
    }

    private void put(HttpExchange exchange, String path, byte[] body) throws IOException {
        String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        boolean chunked = hash != null && hash.startsWith("STREAMING-");
        objects.put(path, chunked ? joined(body) : body);
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        reply(exchange, 200, new byte[0]);
    }

    /** Chunks of a hexadecimal size, a line break, the bytes and a line break; the last is empty and followed by checksums. */
    private static byte[] joined(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (body[end] != '\r') {
                end++;
            }
            String line = new String(body, at, end - at, StandardCharsets.US_ASCII);
            int size = Integer.parseInt(line.split(";", 2)[0], 16);
            if (size == 0) {
                return bytes.toByteArray();
            }
            bytes.write(body, end + 2, size);
            at = end + 2 + size + 2;
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        byte[] object = objects.get(path);
        if (object == null) {
            reply(exchange, 404, NOT_FOUND);
            return;
        }
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        exchange.getResponseHeaders()
                .set("Last-Modified", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            reply(exchange, 200, object);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", 2);
        boolean suffix = ends[0].isEmpty();
        int from = suffix ? Math.max(0, object.length - Integer.parseInt(ends[1])) : Integer.parseInt(ends[0]);
        int last = suffix || ends[1].isEmpty() ? object.length - 1 : Integer.parseInt(ends[1]);
        int to = Math.min(object.length, last + 1);
        exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, object.length));
        reply(exchange, 206, Arrays.copyOfRange(object, from, to));
    }

    private void delete(HttpExchange exchange, String path) throws IOException {
        objects.remove(path);
        reply(exchange, 204, new byte[0]);
    }

    private void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
            bytesServed.addAndGet(body.length);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
