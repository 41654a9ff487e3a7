package io.godwit.pitjoin.batch;

import java.util.concurrent.ExecutorService;

/**
 * The two thread pools Godwit's own operators run on; other engines bring their own.
 *
 * @param drivers one thread per stream with demand; a driver may wait for scan workers
 * @param scans as many threads as cores; a scan worker waits only for I/O, never for a driver or an engine
 */
public record Workers(ExecutorService drivers, ExecutorService scans) {}
