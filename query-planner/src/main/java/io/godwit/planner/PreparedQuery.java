package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A planned statement, pinned to snapshots. Immutable; may be executed many times and by many threads at once. */
public interface PreparedQuery {
    String sql();

    /** The schema of the result, nullability included; exactly what {@link #execute} streams. */
    Schema schema();

    /** One field per parameter, in order; an untyped parameter has Arrow's Null type. */
    Schema parameterSchema();

    /** Whether running it changes something (DDL, training datasets), so that it must run exactly once. */
    boolean hasEffects();

    /** Options of its session a statement with effects sets, by name; whoever keeps the session does it before it runs. */
    default Map<String, String> sessionChanges() {
        return Map.of();
    }

    /** Whether running it again gives the same rows in the same order. */
    boolean isReplayable();

    /** The same statement, run so that it gives the same rows each time, whatever that costs. */
    default PreparedQuery steady() {
        return this;
    }

    /** Why not even {@link #steady()} gives the same rows each time, in words; null when it does. */
    default @Nullable String whatVaries() {
        return isReplayable() ? null : "it is no query over snapshots";
    }

    /**
     * The same statement, run so that it gives the same rows in the same order each time, whatever that costs; where it has an
     * order, in that one. Refused, with what to change, where not even that helps.
     */
    default PreparedQuery inFixedOrder() {
        if (isReplayable()) {
            return this;
        }
        throw new GodwitException(
                ErrorCode.FAILED_PRECONDITION,
                "This result has no parts and cannot be shuffled, because %s; read it whole".formatted(whatVaries()));
    }

    /** Whether the rows depend on the statement's instant, and not only on the tables and frames it is pinned to. */
    default boolean readsClock() {
        return true;
    }

    /** Every table, view and frame the plan reads, and the statement's instant. */
    Pins pins();

    /** Rows the result is expected to have, or -1. */
    long estimatedRows();

    /** The physical plan as text, one operator a line. */
    String explain();

    /** Runs the statement. The caller closes the stream. */
    BatchStream execute(ExecutionContext context, Parameters parameters);

    /**
     * Whether {@code shard} can be run by itself, reading only its part, so that the shards in their order are the result in
     * its order unless shuffled. Else the result is computed whole, {@link #inFixedOrder}, and its rows are dealt out.
     */
    default boolean comesApart(Shard shard) {
        return false;
    }

    /** Runs the statement for one part of its rows, of which {@link #comesApart} is true. */
    default BatchStream execute(ExecutionContext context, Parameters parameters, Shard shard) {
        throw new IllegalArgumentException("The statement runs whole only: " + sql());
    }
}
