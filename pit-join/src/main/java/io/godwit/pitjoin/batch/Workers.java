package io.godwit.pitjoin.batch;

import java.util.concurrent.ExecutorService;

/**
 * The thread pools Godwit's own operators run on; other engines bring their own.
 *
 * @param drivers one thread per stream with demand; a driver may wait for scan workers
 * @param scans as many threads as cores; a scan worker waits only for I/O, never for a driver or an engine
 * @param requests more threads than cores, which wait for remote storage and do nothing else; a request never waits for another
 *     task, and one that was accepted is carried out
 */
public record Workers(ExecutorService drivers, ExecutorService scans, ExecutorService requests) {
    /** Where little is asked of remote storage: the drivers make its requests. */
    public Workers(ExecutorService drivers, ExecutorService scans) {
        this(drivers, scans, drivers);
    }
}
