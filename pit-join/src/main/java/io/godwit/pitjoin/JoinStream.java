package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.report.JoinReport;

/** The rows of a join, and how well it matched. */
public interface JoinStream extends BatchStream {
    /** What is known so far; complete once {@link #next()} has returned null. Called by the thread that drives the stream. */
    JoinReport report();
}
