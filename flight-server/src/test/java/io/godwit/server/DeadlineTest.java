package io.godwit.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A deadline ends each kind of call, and what the server does for it. Fetches have theirs in StreamLifeTest. */
class DeadlineTest {
    private static final CallOption SOON = CallOptions.timeout(300, MILLISECONDS);

    private final SlowPlanning slow = new SlowPlanning(false);
    private final SlowPlanning slowUpdate = new SlowPlanning(true);
    private TestServer server;
    private FlightSqlClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of());
        server.planner.teach("slow", slow).teach("slow update", slowUpdate);
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void getFlightInfoEnds() throws Exception {
        timesOut(() -> client.execute("slow", SOON), slow);
    }

    @Test
    void getSchemaEnds() throws Exception {
        timesOut(() -> client.getExecuteSchema("slow", SOON), slow);
    }

    @Test
    void preparingEnds() throws Exception {
        timesOut(() -> client.prepare("slow", SOON), slow);
    }

    @Test
    void anUpdateEnds() throws Exception {
        timesOut(() -> client.executeUpdate("slow update", SOON), slowUpdate);
    }

    private static void timesOut(ThrowingCallable call, SlowPlanning planning) throws Exception {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.TIMED_OUT));
        assertThat(planning.idle.tryAcquire(10, SECONDS)).isTrue();
        planning.idle.release();
    }

    /** Planned until it is cancelled. */
    private record SlowPlanning(boolean hasEffects, Semaphore idle) implements InMemoryPlanner.Lesson {
        SlowPlanning(boolean hasEffects) {
            this(hasEffects, new Semaphore(1));
        }

        @Override
        public Schema schema() {
            return Numbers.SCHEMA;
        }

        @Override
        public void plan(ExecutionContext context) {
            idle.acquireUninterruptibly();
            CountDownLatch cancelled = new CountDownLatch(1);
            context.cancellation().onCancel(cancelled::countDown);
            try {
                cancelled.await();
                context.cancellation().check();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                idle.release();
            }
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            throw new IllegalStateException("It was never planned");
        }
    }
}
