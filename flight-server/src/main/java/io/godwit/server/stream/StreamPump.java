package io.godwit.server.stream;

import io.godwit.pitjoin.batch.Shard;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one result to one client, as fast as the client reads it.
 *
 * <p>Nobody waits: when the wire takes no more, the driver thread goes back to its pool, and gRPC's next "ready" or
 * "cancelled" asks for another one. A signal counter makes sure that at most one driver works at a time and that no signal
 * is lost: the first signal schedules a driver, later ones make it look again before it leaves.
 *
 * <pre>
 *   onReady, onCancel ──▶ signals 0→1 ──▶ driver: next, encode, send … while ready ──▶ signals back to 0: leave
 * </pre>
 */
public final class StreamPump implements Runnable {
    private final ServerCallStreamObserver<WireMessage> wire;
    private final Outflow outflow;
    private final Executor drivers;
    private final Clock clock;
    private final BufferAllocator wireAllocator;
    private final AtomicInteger signals = new AtomicInteger();
    private volatile @Nullable Instant waitingSince;
    private volatile boolean finished;
    private @Nullable WireStream stream;

    public StreamPump(
            ServerCallStreamObserver<WireMessage> wire,
            Outflow outflow,
            BufferAllocator wireAllocator,
            Executor drivers,
            Clock clock) {
        this.wire = wire;
        this.outflow = outflow;
        this.drivers = drivers;
        this.clock = clock;
        this.wireAllocator = wireAllocator;
    }

    /** There may be something to do. Returns at once; may be called by any thread. */
    public void signal() {
        if (signals.getAndIncrement() == 0) {
            outflow.queued();
            drivers.execute(this);
        }
    }

    public boolean isFinished() {
        return finished;
    }

    /** Since when the client would have to read before more can be sent; null while it is not the client's turn. */
    public @Nullable Instant waitingSince() {
        return waitingSince;
    }

    @Override
    public void run() {
        int seen = signals.get();
        while (seen != 0) {
            outflow.turn(this::pump);
            seen = signals.addAndGet(-seen);
        }
    }

    private void pump() {
        if (finished) {
            return;
        }
        try {
            if (wire.isCancelled() || !sendWhileReady()) {
                finish(null);
            }
        } catch (Throwable failure) {
            finish(failure);
        }
    }

    /** Whether there is more to send. */
    private boolean sendWhileReady() {
        WireStream open = opened();
        if (open == null) {
            outflow.check();
            return true;
        }
        waitingSince = null;
        while (wire.isReady()) {
            outflow.check();
            if (!sendNext(open)) {
                return false;
            }
        }
        waitingSince = clock.instant();
        outflow.check();
        return true;
    }

    private @Nullable WireStream opened() {
        if (stream == null) {
            WireStream open = outflow.open(this::signal);
            if (open != null) {
                stream = open;
                ByteBuffer header = MessageSerializer.serializeMetadata(open.schema(), IpcOption.DEFAULT);
                send(new EncodedBatch(header, List.of(), 0, 0).send());
            }
        }
        return stream;
    }

    private boolean sendNext(WireStream open) {
        EncodedBatch batch = open.next();
        if (batch == null) {
            send(closing(open));
            return false;
        }
        send(batch.send());
        return true;
    }

    /** The zero-row batch that says the stream is whole. */
    private WireMessage closing(WireStream open) {
        Shard shard = outflow.shard();
        StreamSums sums = open.sums();
        String part = shard.count() == 1 ? "" : ",\"shard\":\"" + shard.index() + "/" + shard.count() + "\"";
        String text =
                "{\"godwit\":\"end\",\"query\":\"%s\"%s,\"first_row\":%d,\"rows\":%d,\"bytes\":%d,\"crc32c\":\"%08x\"%s}"
                        .formatted(
                                outflow.queryId(),
                                part,
                                outflow.firstRow(),
                                sums.rows(),
                                sums.bytes(),
                                sums.crc32c(),
                                outflow.notes());
        return EncodingStream.empty(open.schema(), wireAllocator).send(text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(WireMessage message) {
        try (message) {
            wire.onNext(message);
        }
    }

    private void finish(@Nullable Throwable failure) {
        finished = true;
        Throwable outcome = outflow.closed(failure);
        if (wire.isCancelled()) {
            return;
        }
        if (outcome == null) {
            wire.onCompleted();
        } else {
            wire.onError(outcome);
        }
    }
}
