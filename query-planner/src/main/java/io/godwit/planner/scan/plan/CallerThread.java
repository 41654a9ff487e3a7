package io.godwit.planner.scan.plan;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs everything at once on the thread that asks for it. Has no state, and shutting it down does nothing. */
public final class CallerThread extends AbstractExecutorService {
    public static final CallerThread INSTANCE = new CallerThread();

    private CallerThread() {}

    @Override
    public void execute(Runnable task) {
        task.run();
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

    /** There is never anything to wait for. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
