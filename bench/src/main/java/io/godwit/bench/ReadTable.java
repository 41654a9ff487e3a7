package io.godwit.bench;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Runs a query of the lake again and again in this process, without a wire, and prints a line per round: rows, batches,
 * milliseconds to plan, from there to the first batch, wall seconds, CPU seconds of the process, minor page faults.
 */
public final class ReadTable {
    private ReadTable() {}

    /**
     * {@code SQL THREADS ROUNDS CACHE_MIB [BATCHES]}: how much decoded columns may take, 0 to keep none, and after how many
     * batches to stop reading.
     */
    public static void main(String[] arguments) {
        try (BenchContext bench = new BenchContext(Integer.parseInt(arguments[1]));
                LakePlanner planner = new LakePlanner(bench.memory(), Long.parseLong(arguments[3]) << 20)) {
            int most = arguments.length > 4 ? Integer.parseInt(arguments[4]) : Integer.MAX_VALUE;
            for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
                measure(bench, planner, arguments[0], most);
            }
        }
    }

    private static void measure(BenchContext bench, LakePlanner planner, String sql, int most) {
        ExecutionContext query = bench.newQuery();
        ProcessUsage start = ProcessUsage.now();
        long first = 0;
        long rows = 0;
        int batches = 0;
        try (BufferAllocator memory = query.allocator()) {
            PreparedQuery prepared = planner.prepare(query, sql);
            long planned = System.nanoTime();
            try (BatchStream stream = prepared.execute(query, Parameters.NONE)) {
                for (VectorSchemaRoot batch = stream.next();
                        batch != null;
                        batch = batches < most ? stream.next() : null) {
                    first = first == 0 ? System.nanoTime() : first;
                    try (VectorSchemaRoot owned = batch) {
                        rows += owned.getRowCount();
                        batches++;
                    }
                }
            }
            System.out.printf(
                    "rows=%d batches=%d plan=%.1fms first=%.1fms %s%n",
                    rows, batches, (planned - start.wallNanos()) / 1e6, (first - planned) / 1e6, start.sinceThen());
        }
    }
}
