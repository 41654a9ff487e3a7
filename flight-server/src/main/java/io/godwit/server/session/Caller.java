package io.godwit.server.session;

import io.godwit.pitjoin.batch.Cancellation;
import java.util.OptionalLong;

/**
 * One call: whose it is, when it is over, and what its headers ask for.
 *
 * @param session of the client
 * @param cancellation cancelled when the client goes away or its deadline passes
 * @param rowOffset where a fetch shall begin, from the header {@code godwit-row-offset}
 * @param takesLargeMessages whether its client is known to take more than gRPC's usual 4 MiB at once
 * @param bindsMilliseconds whether its client is known to bind times as milliseconds, whatever unit they are announced in
 * @param asked how its headers ask for results; see {@link #delivery()}
 * @param responseHeaders what to send with the response headers
 */
public record Caller(
        Session session,
        Cancellation cancellation,
        OptionalLong rowOffset,
        boolean takesLargeMessages,
        boolean bindsMilliseconds,
        Delivery asked,
        ResponseHeaders responseHeaders) {
    /** How the client wants results announced: as this call says, else as the session does. */
    public Delivery delivery() {
        return asked.over(session.delivery());
    }

    /** Headers that go out with the first message, or with the end of a call without any. */
    @FunctionalInterface
    public interface ResponseHeaders {
        void add(String name, String value);
    }
}
