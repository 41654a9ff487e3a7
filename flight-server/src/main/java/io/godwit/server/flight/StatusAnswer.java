package io.godwit.server.flight;

import io.godwit.server.statement.Queries;
import io.godwit.server.statement.QueueStatus;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;

/** The answer to the action {@code godwit.status}, as JSON: what the server is busy with, and who waits for what. */
final class StatusAnswer {
    private final Queries queries;
    private final BufferAllocator root;

    StatusAnswer(Queries queries, BufferAllocator root) {
        this.queries = queries;
        this.root = root;
    }

    /** Holds numbers and names of our own alone, so nothing needs escaping. */
    String json() {
        QueueStatus status = queries.status();
        return """
                {"godwit":"status","open":%d,"max_open":%d,"running":%d,"max_running":%d,"queued":%d,\
                "waiting_for_client":%d,"memory_bytes":%d,"memory_limit_bytes":%d,"queries":[%s]}""".formatted(
                        status.open(),
                        status.maxOpen(),
                        status.running(),
                        status.maxRunning(),
                        status.queued(),
                        status.waitingForClient(),
                        root.getAllocatedMemory(),
                        root.getLimit(),
                        status.queries().stream().map(StatusAnswer::json).collect(Collectors.joining(",")));
    }

    private static String json(QueueStatus.Entry entry) {
        return """
                {"query":"%s","state":"%s","age_ms":%d,"memory_bytes":%d}""".formatted(
                        entry.queryId(),
                        entry.state().name().toLowerCase(Locale.ROOT),
                        entry.age().toMillis(),
                        entry.allocatedBytes());
    }
}
