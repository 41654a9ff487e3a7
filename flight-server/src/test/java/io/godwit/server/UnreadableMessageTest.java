package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are no messages: the call is refused as the caller's, and nobody goes on working for it. */
class UnreadableMessageTest {
    private static final String SERVICE = "arrow.flight.protocol.FlightService/";
    private static final byte[] GARBAGE = {(byte) 0xff, (byte) 0xff, 3};

    private TestServer server;
    private FlightClient flight;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        flight = server.connectFlight();
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        flight.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetFlightInfo", "GetSchema", "PollFlightInfo", "ListFlights"})
    void aRequestThatCannotBeReadIsTheCallers(String method) {
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, method(method, MethodDescriptor.MethodType.UNARY), CallOptions.DEFAULT, GARBAGE))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void anUploadWhoseMessageCannotBeReadEndsAtOnce() throws Exception {
        Answer answer = new Answer();
        StreamObserver<byte[]> upload = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method("DoPut", MethodDescriptor.MethodType.BIDI_STREAMING), CallOptions.DEFAULT),
                answer);
        upload.onNext(ingest());
        awaitOpenQueries(1);
        upload.onNext(GARBAGE);
        assertThat(answer.status.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        awaitOpenQueries(0);
    }

    /** The first message of an upload into a temporary table, whose rows are still to come. */
    private static byte[] ingest() {
        FlightSql.CommandStatementIngest command = FlightSql.CommandStatementIngest.newBuilder()
                .setTable("t")
                .setTemporary(true)
                .setTableDefinitionOptions(TableDefinitionOptions.newBuilder()
                        .setIfNotExist(TableDefinitionOptions.TableNotExistOption.TABLE_NOT_EXIST_OPTION_CREATE)
                        .setIfExists(TableDefinitionOptions.TableExistsOption.TABLE_EXISTS_OPTION_FAIL))
                .build();
        ByteString bytes = Any.pack(command).toByteString();
        return Flight.FlightData.newBuilder()
                .setFlightDescriptor(Flight.FlightDescriptor.newBuilder()
                        .setType(Flight.FlightDescriptor.DescriptorType.CMD)
                        .setCmd(bytes))
                .build()
                .toByteArray();
    }

    private void awaitOpenQueries(int count) throws InterruptedException {
        String expected = "\"open\":" + count + ",";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!status().contains(expected)) {
            assertThat(System.nanoTime()).as(status()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private String status() {
        return new String(flight.doAction(new Action("godwit.status")).next().getBody());
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setFullMethodName(SERVICE + name)
                .setType(type)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Answer implements StreamObserver<byte[]> {
        final CompletableFuture<Status> status = new CompletableFuture<>();

        @Override
        public void onNext(byte[] message) {}

        @Override
        public void onError(Throwable failure) {
            status.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            status.complete(Status.OK);
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
