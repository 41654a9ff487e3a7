package io.godwit.pitjoin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErrandTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final AtomicInteger runs = new AtomicInteger();
    private final ExecutionContext context = new ExecutionContext(
            "errand",
            new Cancellation(),
            allocator,
            new MemoryLease(0),
            new SpillDirectory(Path.of("none")),
            new Workers(worker, worker),
            Clock.systemUTC());

    @AfterEach
    void close() {
        worker.shutdownNow();
        allocator.close();
    }

    @Test
    void isDoneByItsOwnerWhileNoWorkerIsFree() {
        CountDownLatch free = new CountDownLatch(1);
        worker.execute(() -> awaitUnchecked(free));

        Errand errand = Errand.start(context, runs::incrementAndGet);
        errand.finish();
        assertThat(errand.isDone()).isTrue();

        free.countDown();
        awaitWorker();
        assertThat(runs).hasValue(1);
    }

    @Test
    void isDoneByItsOwnerOnceThereAreNoWorkers() {
        worker.shutdownNow();
        Errand.start(context, runs::incrementAndGet).finish();
        assertThat(runs).hasValue(1);
    }

    @Test
    void failsWhereItIsWaitedFor() {
        Errand errand = Errand.start(context, () -> {
            throw new IllegalArgumentException("as thrown");
        });
        assertThatThrownBy(errand::finish)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("as thrown");
    }

    @Test
    void abandonedIsNotBegun() {
        CountDownLatch free = new CountDownLatch(1);
        worker.execute(() -> awaitUnchecked(free));
        Errand errand = Errand.start(context, runs::incrementAndGet);
        errand.abandon();
        errand.abandon();

        free.countDown();
        awaitWorker();
        assertThat(runs).hasValue(0);
    }

    @Test
    void abandonedIsWaitedForAndDoesNotFail() {
        Errand errand = Errand.start(context, () -> {
            runs.incrementAndGet();
            throw new IllegalArgumentException("nobody wants to know");
        });
        assertThatThrownBy(errand::finish).isInstanceOf(IllegalArgumentException.class);
        errand.abandon();
        assertThat(runs).hasValue(1);
    }

    @Test
    void rangesAreAllOfItAndEachOnce() {
        for (int count : new int[] {0, 1, 2, 3, 1_000}) {
            AtomicIntegerArray times = new AtomicIntegerArray(count);
            Errand.inRanges(context, count, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    times.incrementAndGet(i);
                }
            });
            for (int i = 0; i < count; i++) {
                assertThat(times.get(i)).as("%d of %d", i, count).isEqualTo(1);
            }
        }
    }

    @Test
    void interruptDoesNotEndTheWait() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Errand errand = Errand.start(context, () -> {
            begun.countDown();
            awaitUnchecked(go);
            runs.incrementAndGet();
        });
        awaitUnchecked(begun);

        Thread.currentThread().interrupt();
        Thread releasing = new Thread(go::countDown);
        releasing.start();
        errand.finish();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(1);
    }

    /** Until the worker has been through all it was given. */
    private void awaitWorker() {
        CountDownLatch through = new CountDownLatch(1);
        worker.execute(through::countDown);
        awaitUnchecked(through);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
