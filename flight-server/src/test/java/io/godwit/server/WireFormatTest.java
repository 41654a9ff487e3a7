package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.server.stream.Compression;
import io.godwit.server.testing.Numbers;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;

/** What only reading clients can tell, that the bytes are right, stands in the tests of the Python clients. */
class WireFormatTest {
    private static final int ROWS = 50_000;

    @Test
    void compressedStreamsAreSmallerAndPlainOnesUntouched() throws Exception {
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", new Numbers(ROWS, 10_000));
            byte[] ticket =
                    client.execute("numbers").getEndpoints().get(0).getTicket().getBytes();
            long plain = bytes(server, ticket, "none");
            for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
                long small = bytes(server, ticket, compression.name().toLowerCase(Locale.ROOT));
                assertThat(small).isLessThan(plain * 3 / 4);
            }
            assertThat(bytes(server, ticket, "none")).isEqualTo(plain);
        }
    }

    @Test
    void theAnnouncedSchemaIsTheStreams() throws Exception {
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", new Numbers(10, 10));
            CallOption encoded = header("godwit-dictionary", "text, missing");
            FlightInfo info = client.execute("numbers", encoded);
            Field text = info.getSchema().findField("text");
            assertThat(text.getDictionary()).isNotNull();
            assertThat(client.getExecuteSchema("numbers", encoded).getSchema()).isEqualTo(info.getSchema());
            try (FlightStream stream =
                    client.getStream(info.getEndpoints().get(0).getTicket())) {
                List<String> texts = new ArrayList<>();
                while (stream.next()) {
                    assertThat(stream.getRoot().getVector("text").getField().getDictionary())
                            .isEqualTo(text.getDictionary());
                    var dictionary = stream.getDictionaryProvider()
                            .lookup(text.getDictionary().getId())
                            .getVector();
                    for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
                        int index = (Integer) stream.getRoot().getVector("text").getObject(row);
                        texts.add(dictionary.getObject(index).toString());
                    }
                }
                assertThat(texts).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            }
        }
    }

    @Test
    void whatIsNotKnownIsRefused() throws Exception {
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", new Numbers(10, 10));
            assertThatThrownBy(() -> client.execute("numbers", header("godwit-compression", "gzip")))
                    .hasMessageContaining("lz4, zstd or none; got \"gzip\"");
        }
    }

    private static CallOption header(String name, String value) {
        FlightCallHeaders headers = new FlightCallHeaders();
        headers.insert(name, value);
        return new HeaderCallOption(headers);
    }

    /** How many bytes of bodies come, whoever could read them. */
    private static long bytes(TestServer server, byte[] ticket, String compression) throws Exception {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        try {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("godwit-compression", Metadata.ASCII_STRING_MARSHALLER), compression);
            var stub = FlightServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            long bytes = 0;
            var messages = stub.doGet(Flight.Ticket.newBuilder()
                    .setTicket(com.google.protobuf.ByteString.copyFrom(ticket))
                    .build());
            while (messages.hasNext()) {
                bytes += messages.next().getDataBody().size();
            }
            return bytes;
        } finally {
            channel.shutdownNow().awaitTermination(5, java.util.concurrent.TimeUnit.SECONDS);
        }
    }
}
