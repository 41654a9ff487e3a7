package io.godwit.server.statement;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a client is told about a result before it fetches it.
 *
 * @param tickets sealed, one for each part
 * @param ordered whether the parts in their order are the result in its order
 */
public record Announcement(String queryId, Schema schema, List<ByteString> tickets, boolean ordered, Instant expiry) {
    public Announcement {
        tickets = List.copyOf(tickets);
    }
}
