package io.godwit.pitjoin.batch;

import java.util.function.BooleanSupplier;

/** Waiting at an object's monitor for work of other threads. */
public final class Monitors {
    private Monitors() {}

    /**
     * Waits until {@code isDone}, whose state only changes under the monitor. An interrupt does not end the wait, and stands
     * again after it: what others still use must not be released.
     *
     * @param monitor held by the caller, and notified of every change
     */
    public static void awaitUninterruptibly(Object monitor, BooleanSupplier isDone) {
        boolean interrupted = false;
        while (!isDone.getAsBoolean()) {
            try {
                monitor.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
