package io.godwit.server.flight;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.PreparedStatement;
import io.godwit.server.statement.PreparedStatements;
import io.godwit.server.statement.Statements;
import io.godwit.server.stream.InboundMessage;
import io.godwit.server.stream.UploadStream;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Answers DoPut: parameters, updates and uploads. Each call works on a thread of its own and reads as it can. */
final class Puts {
    private static final int MESSAGES_AHEAD = 3;
    private static final long UNKNOWN_COUNT = -1;

    private final Statements statements;
    private final PreparedStatements prepared;
    private final Ingests ingests;
    private final BufferAllocator inbound;
    private final Executor threads;

    Puts(
            Statements statements,
            PreparedStatements prepared,
            Ingests ingests,
            BufferAllocator inbound,
            Executor threads) {
        this.statements = statements;
        this.prepared = prepared;
        this.ingests = ingests;
        this.inbound = inbound;
        this.threads = threads;
    }

    StreamObserver<InboundMessage> put(ServerCallStreamObserver<Flight.PutResult> client) {
        Caller caller = CallerInterceptor.CALLER.get();
        client.disableAutoRequest();
        client.setOnCancelHandler(() -> {});
        client.request(MESSAGES_AHEAD);
        UploadStream upload = new UploadStream(inbound, () -> client.request(1), caller.cancellation());
        return new PutCall(caller, upload, client);
    }

    private Message answer(Caller caller, Command command, UploadStream upload) {
        return switch (command.name()) {
            case "CommandPreparedStatementQuery" ->
                bind(caller, command.as(FlightSql.CommandPreparedStatementQuery.class), upload);
            case "CommandPreparedStatementUpdate" ->
                updatePrepared(caller, command.as(FlightSql.CommandPreparedStatementUpdate.class), upload);
            case "CommandStatementUpdate" -> update(caller, command.as(FlightSql.CommandStatementUpdate.class));
            case "CommandStatementIngest" ->
                counted(ingests.ingest(caller, command.as(FlightSql.CommandStatementIngest.class), upload));
            default -> throw command.unsupported("nothing can be uploaded to it");
        };
    }

    private Message bind(Caller caller, FlightSql.CommandPreparedStatementQuery command, UploadStream upload) {
        ByteString handle = command.getPreparedStatementHandle();
        statements.bind(prepared.find(caller.session(), handle.toByteArray()), upload);
        return FlightSql.DoPutPreparedStatementResult.newBuilder()
                .setPreparedStatementHandle(handle)
                .build();
    }

    private Message updatePrepared(
            Caller caller, FlightSql.CommandPreparedStatementUpdate command, UploadStream upload) {
        PreparedStatement statement = prepared.find(
                caller.session(), command.getPreparedStatementHandle().toByteArray());
        boolean hasParameters = upload.awaitSchema()
                .filter(schema -> !schema.getFields().isEmpty())
                .isPresent();
        if (hasParameters) {
            statements.bind(statement, upload);
        }
        statements.update(caller, statement);
        return counted(UNKNOWN_COUNT);
    }

    private Message update(Caller caller, FlightSql.CommandStatementUpdate command) {
        FlightInfos.requireNoTransaction(command.getTransactionId());
        statements.update(caller, command.getQuery());
        return counted(UNKNOWN_COUNT);
    }

    private static Command command(Flight.@Nullable FlightDescriptor descriptor) {
        if (descriptor == null) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The upload does not begin with what it is for. ADBC says nothing at all of a frame without a batch:"
                            + " upload one batch of no rows, such as pyarrow.RecordBatch.from_pylist([], schema=…)");
        }
        return Command.parse(descriptor.getCmd());
    }

    private static FlightSql.DoPutUpdateResult counted(long rows) {
        return FlightSql.DoPutUpdateResult.newBuilder().setRecordCount(rows).build();
    }

    /** One call: hands messages to the upload, and starts the work when the first says what it is for. */
    private final class PutCall implements StreamObserver<InboundMessage> {
        private final Caller caller;
        private final UploadStream upload;
        private final StreamObserver<Flight.PutResult> client;
        private boolean started;

        PutCall(Caller caller, UploadStream upload, StreamObserver<Flight.PutResult> client) {
            this.caller = caller;
            this.upload = upload;
            this.client = client;
        }

        @Override
        public void onNext(InboundMessage message) {
            Flight.FlightDescriptor descriptor = message.descriptor();
            upload.offer(message);
            if (!started) {
                started = true;
                start(descriptor);
            }
        }

        @Override
        public void onError(Throwable failure) {
            upload.end();
        }

        @Override
        public void onCompleted() {
            upload.end();
            if (!started) {
                started = true;
                start(null);
            }
        }

        private void start(Flight.@Nullable FlightDescriptor descriptor) {
            try {
                threads.execute(() -> work(descriptor));
            } catch (RejectedExecutionException e) {
                upload.close();
                client.onError(FlightErrors.busy("uploads"));
            }
        }

        private void work(Flight.@Nullable FlightDescriptor descriptor) {
            Message result;
            try (upload) {
                result = answer(caller, command(descriptor), upload);
            } catch (Throwable failure) {
                client.onError(FlightErrors.toStatus(failure));
                return;
            }
            client.onNext(Flight.PutResult.newBuilder()
                    .setAppMetadata(result.toByteString())
                    .build());
            client.onCompleted();
        }
    }
}
