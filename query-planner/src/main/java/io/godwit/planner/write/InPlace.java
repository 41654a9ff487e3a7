package io.godwit.planner.write;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.SnapshotUpdate;

/**
 * Has a commit do its work in the thread that makes it. What Iceberg gives to several threads it looks after every ten
 * milliseconds, and a commit that only adds does so five times for parts of less than one.
 */
public final class InPlace extends AbstractExecutorService {
    private static final InPlace INSTANCE = new InPlace();

    private InPlace() {}

    /** The same change, which asks no other thread. */
    public static <T extends SnapshotUpdate<T>> T commit(T change) {
        return change.scanManifestsWith(INSTANCE);
    }

    @Override
    public void execute(Runnable work) {
        work.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
