package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import java.sql.SQLException;

/**
 * One query's hold on one instance and on the memory it may use; all sub-plans of the query share it. Guarded by the pool.
 */
final class DuckDbLease {
    /** Below this DuckDB does not get through a sort even by spilling. */
    static final long LEAST_BYTES = 32L << 20;

    private final DuckDbPool pool;
    private final DuckDbInstance instance;
    private final MemoryLease memory;
    private final long memoryBytes;
    private int users = 1;
    private volatile boolean broken;

    private DuckDbLease(DuckDbPool pool, DuckDbInstance instance, MemoryLease memory, long memoryBytes) {
        this.pool = pool;
        this.instance = instance;
        this.memory = memory;
        this.memoryBytes = memoryBytes;
    }

    /** Takes half of what the query may still hold: the native operators below the engine live on the other half. */
    static DuckDbLease of(DuckDbPool pool, DuckDbInstance instance, MemoryLease memory, long mostBytes)
            throws SQLException {
        long memoryBytes = Math.max(LEAST_BYTES, Math.min(mostBytes, halfInSteps(memory)));
        memory.reserve(memoryBytes, "the SQL engine");
        try {
            instance.limitMemory(memoryBytes);
        } catch (SQLException e) {
            memory.release(memoryBytes);
            throw e;
        }
        return new DuckDbLease(pool, instance, memory, memoryBytes);
    }

    /**
     * Less than half by up to a sixteenth of it, so that most queries, whatever little they hold already, find the limit of the
     * query before: to be told another has the engine give every free page of the process back to the system, and all of them
     * are cleared anew when they are needed next.
     */
    private static long halfInSteps(MemoryLease memory) {
        long half = (memory.limitBytes() - memory.heldBytes()) / 2;
        long step = Math.max(1, memory.limitBytes() / 32);
        return (half - 1) / step * step;
    }

    DuckDbInstance instance() {
        return instance;
    }

    /** Says that the instance must not serve another query. */
    void markBroken() {
        broken = true;
    }

    boolean isBroken() {
        return broken;
    }

    /** Ends one of the query's holds on it. */
    void release(ExecutionContext context) {
        pool.release(context, this);
    }

    void addUser() {
        users++;
    }

    /** Gives the memory back with the last user, and says whether it was the last. */
    boolean removeUser() {
        users--;
        if (users == 0) {
            memory.release(memoryBytes);
        }
        return users == 0;
    }
}
