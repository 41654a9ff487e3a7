package io.godwit.server.statement;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a client is told about a result before it fetches it; {@code ticket} is sealed. */
public record Announcement(String queryId, Schema schema, ByteString ticket, Instant expiry) {}
