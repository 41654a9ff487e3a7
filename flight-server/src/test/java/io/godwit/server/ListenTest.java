package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.server.testing.Numbers;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sockets a server may listen on. */
@Timeout(60)
class ListenTest {
    private static final char[] PASSWORD = "irrelevant".toCharArray();
    /** A pool says that it has ended before its last thread has. */
    private static final long LAST_STEPS_MILLIS = 30_000;

    @TempDir
    private static Path directory;

    private static Path certificate;
    private static Path key;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        Key privateKey = keys.getKey("server", PASSWORD);
        key = pem("PRIVATE KEY", privateKey.getEncoded());
    }

    @Test
    void tlsIsSpokenWhenThereIsACertificate() throws Exception {
        try (TestServer server = new TestServer(
                        Map.of("server.tls-certificate", certificate.toString(), "server.tls-key", key.toString()));
                InputStream trusted = Files.newInputStream(certificate);
                FlightClient flight = FlightClient.builder(
                                server.allocator, Location.forGrpcTls("localhost", server.port()))
                        .trustedCertificates(trusted)
                        .build();
                FlightSqlClient client = new FlightSqlClient(flight)) {
            assertThat(server.location()).startsWith("grpc+tls://");
            server.planner.teach("three", new Numbers(3, 3));
            assertThat(Rows.of(client, client.execute("three"))).hasSize(3);
        }
    }

    @Test
    void aClientWithoutACertificateIsTurnedAwayWhenOneIsRequired() throws Exception {
        try (TestServer server = new TestServer(Map.of(
                "server.tls-certificate", certificate.toString(),
                "server.tls-key", key.toString(),
                "server.tls-client-authority", certificate.toString()))) {
            try (InputStream trusted = Files.newInputStream(certificate);
                    FlightClient stranger = FlightClient.builder(
                                    server.allocator, Location.forGrpcTls("localhost", server.port()))
                            .trustedCertificates(trusted)
                            .build()) {
                assertThatThrownBy(() -> stranger.listActions().forEach(action -> {}))
                        .isInstanceOf(FlightRuntimeException.class);
            }
            try (InputStream trusted = Files.newInputStream(certificate);
                    InputStream shown = Files.newInputStream(certificate);
                    InputStream shownKey = Files.newInputStream(key);
                    FlightClient known = FlightClient.builder(
                                    server.allocator, Location.forGrpcTls("localhost", server.port()))
                            .trustedCertificates(trusted)
                            .clientCertificate(shown, shownKey)
                            .build()) {
                assertThat(known.listActions()).isNotEmpty();
            }
        }
    }

    /** Threads that outlived their server would hold the last buffers it sent. */
    @Test
    void threadsOfTheWireEndWithTheServer() throws Exception {
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", new Numbers(10, 10));
            client.execute("numbers");
            assertThat(wireThreads()).isNotEmpty();
        }
        for (Thread thread : wireThreads()) {
            thread.join(LAST_STEPS_MILLIS);
        }
        assertThat(wireThreads()).isEmpty();
    }

    private static List<Thread> wireThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("godwit-wire")
                        || thread.getName().startsWith("godwit-accept"))
                .toList();
    }

    @Test
    void aUnixSocketIsListenedOnBesideTcp() throws Exception {
        Path socket = directory.resolve("godwit.sock");
        EventLoopGroup loops = new EpollEventLoopGroup(1);
        // The builder of Arrow's Java client fails at Unix sockets, so the channel is made here.
        ManagedChannel channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(loops)
                .usePlaintext()
                .maxInboundMessageSize(16 << 20)
                .build();
        try (TestServer server = new TestServer(Map.of("server.unix-socket", socket.toString()));
                FlightSqlClient client =
                        new FlightSqlClient(FlightGrpcUtils.createFlightClient(server.allocator, channel));
                FlightSqlClient overTcp = server.connect()) {
            server.planner.teach("numbers", new Numbers(300_000, 100_000));
            assertThat(Rows.of(client, client.execute("numbers"))).hasSize(300_000);
            assertThat(Rows.of(overTcp, overTcp.execute("numbers"))).hasSize(300_000);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private static Path pem(String kind, byte[] content) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                directory.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }
}
