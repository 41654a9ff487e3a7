package io.godwit.planner.write;

import io.godwit.planner.scan.plan.CallerThread;
import org.apache.iceberg.SnapshotUpdate;

/**
 * Has a commit do its work in the thread that makes it. What Iceberg gives to several threads it looks after every ten
 * milliseconds, and a commit that only adds does so five times for parts of less than one.
 */
public final class InPlace {
    private InPlace() {}

    /** The same change, which asks no other thread. */
    public static <T extends SnapshotUpdate<T>> T commit(T change) {
        return change.scanManifestsWith(CallerThread.INSTANCE);
    }
}
