package io.godwit.planner.scan;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Passes HTTP requests on to a server of this machine, and answers some of those that read in the way a sick line or server would. */
final class FaultyLine implements AutoCloseable {
    /** What may happen to an answer. */
    enum Fault {
        /** It says that the server is busy. */
        BUSY,
        /** Nothing comes, and the connection stays. */
        SILENCE,
        /** Nothing comes behind half of the body, and the connection stays. */
        STALL,
        /** The connection is reset behind half of the body. */
        RESET,
        /** The connection is closed in order behind half of the body. */
        CUT,
        /** It is complete, but half as long as what was asked for. */
        SHORT
    }

    private final int serverPort;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger faultsLeft = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytesServed = new AtomicLong();
    private volatile @Nullable Fault fault;
    private volatile String wanted = "";

    FaultyLine(int serverPort) throws IOException {
        this.serverPort = serverPort;
        door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    long bytesServed() {
        return bytesServed.get();
    }

    /** Requests that read. */
    int requests() {
        return requests.get();
    }

    /** The next requests that read a path with {@code part} in it go wrong. */
    void fail(Fault kind, String part, int times) {
        wanted = part;
        fault = kind;
        faultsLeft.set(times);
    }

    /** How many of the requests that were to go wrong did not come. */
    int faultsLeft() {
        return faultsLeft.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            sockets.add(server);
            InputStream asked = new BufferedInputStream(client.getInputStream());
            InputStream answered = new BufferedInputStream(server.getInputStream());
            for (String head = head(asked); !head.isEmpty(); head = head(asked)) {
                pass(head, asked, client, answered, server.getOutputStream());
            }
        } catch (IOException e) {
            // Either side went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(String head, InputStream asked, Socket client, InputStream answered, OutputStream server)
            throws IOException, InterruptedException {
        Fault now = faultFor(head);
        if (now == Fault.SILENCE) {
            end.await();
        }
        if (now == Fault.BUSY) {
            write(client.getOutputStream(), "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            write(client.getOutputStream(), "HTTP/1.1 100 Continue\r\n\r\n");
        }
        write(server, head.replaceAll("(?i)expect: 100-continue\r\n", ""));
        copy(asked, server, length(head));
        String answer = head(answered);
        long length = head.startsWith("HEAD") ? 0 : length(answer);
        if (now == null) {
            write(client.getOutputStream(), answer);
            bytesServed.addAndGet(length);
            copy(answered, client.getOutputStream(), length);
        } else {
            breakOff(now, answer, length, answered, client);
        }
    }

    private void breakOff(Fault now, String answer, long length, InputStream answered, Socket client)
            throws IOException, InterruptedException {
        String said = now == Fault.SHORT
                ? answer.replaceAll("(?i)content-length: \\d+", "Content-Length: " + length / 2)
                : answer;
        write(client.getOutputStream(), said);
        copy(answered, client.getOutputStream(), length / 2);
        client.getOutputStream().flush();
        switch (now) {
            case STALL -> end.await();
            case RESET -> {
                client.setSoLinger(true, 0);
                throw new IOException("reset");
            }
            case CUT -> throw new IOException("cut");
            default -> answered.skipNBytes(length - length / 2);
        }
    }

    private @Nullable Fault faultFor(String head) {
        if (!head.startsWith("GET")) {
            return null;
        }
        requests.incrementAndGet();
        boolean meant = head.substring(0, head.indexOf('\r')).contains(wanted);
        return meant && faultsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? fault : null;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** All up to the empty line; nothing at the end. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            bytes.write(next);
            text = next == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return text;
    }

    private static long length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    private static void copy(InputStream in, OutputStream out, long count) throws IOException {
        byte[] some = new byte[1 << 16];
        for (long left = count; left > 0; ) {
            int read = in.read(some, 0, (int) Math.min(some.length, left));
            if (read < 0) {
                throw new IOException("the other side went away");
            }
            out.write(some, 0, read);
            left -= read;
        }
        out.flush();
    }

    @Override
    public void close() {
        end.countDown();
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
