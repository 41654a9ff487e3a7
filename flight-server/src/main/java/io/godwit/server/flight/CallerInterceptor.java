package io.godwit.server.flight;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.server.session.Caller;
import io.godwit.server.session.Delivery;
import io.godwit.server.session.Session;
import io.godwit.server.session.SessionKey;
import io.godwit.server.session.Sessions;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Finds out whose call it is, and carries that, and the call's end, to whoever answers it. */
final class CallerInterceptor extends ServerTransportFilter implements ServerInterceptor {
    static final Context.Key<Caller> CALLER = Context.key("godwit-caller");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final Attributes.Key<SessionKey> CONNECTION = Attributes.Key.create("godwit-connection");
    private static final Metadata.Key<String> COOKIE = Metadata.Key.of("cookie", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> ROW_OFFSET =
            Metadata.Key.of("godwit-row-offset", Metadata.ASCII_STRING_MARSHALLER);
    static final String SESSION_COOKIE = "arrow_flight_session_id";
    private static final Metadata.Key<String> USER_AGENT =
            Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);
    /** ADBC takes 16 MiB unless told otherwise, Arrow's C++ client, which is Python's, R's and Ruby's too, as much as there is. */
    private static final List<String> TAKE_LARGE = List.of("ADBC Flight SQL Driver", "grpc-c++/");

    /** The JDBC driver's, and all others of Arrow Java. */
    private static final List<String> BIND_MILLISECONDS = List.of("grpc-java");

    private static final String BEARER = "Bearer ";

    private final Sessions sessions;
    private final AtomicLong nextConnection = new AtomicLong();

    CallerInterceptor(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        SessionKey key = SessionKey.of(SessionKey.Kind.CONNECTION, String.valueOf(nextConnection.getAndIncrement()));
        return attributes.toBuilder().set(CONNECTION, key).build();
    }

    @Override
    public void transportTerminated(@Nullable Attributes attributes) {
        SessionKey key = attributes == null ? null : attributes.get(CONNECTION);
        if (key != null) {
            sessions.connectionClosed(key);
        }
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        HeaderCall<Q, A> heading = new HeaderCall<>(call);
        Cancellation cancellation = new Cancellation();
        Caller caller;
        try {
            Session session = sessions.of(sessionKeys(call.getAttributes(), headers));
            Delivery asked = Delivery.of(option -> headers.get(header(option)));
            caller = new Caller(
                    session,
                    cancellation,
                    rowOffset(headers),
                    isOf(TAKE_LARGE, headers),
                    isOf(BIND_MILLISECONDS, headers),
                    asked,
                    heading::add);
        } catch (GodwitException e) {
            close(call, FlightErrors.toStatus(e));
            return new ServerCall.Listener<>() {};
        }
        Context context = Context.current().withValue(CALLER, caller);
        Deadline deadline = context.getDeadline();
        return new CancellingListener<>(
                Contexts.interceptCall(context, heading, headers, next), heading, cancellation, deadline);
    }

    private static void close(ServerCall<?, ?> call, StatusRuntimeException refusal) {
        Metadata trailers = refusal.getTrailers();
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    private static boolean isOf(List<String> agents, Metadata headers) {
        String agent = headers.get(USER_AGENT);
        return agent != null && agents.stream().anyMatch(agent::startsWith);
    }

    private static List<SessionKey> sessionKeys(Attributes attributes, Metadata headers) {
        List<SessionKey> keys = new ArrayList<>();
        Iterable<String> cookies = headers.getAll(COOKIE);
        if (cookies != null) {
            cookies.forEach(header -> addSessionCookie(header, keys));
        }
        String authorization = headers.get(AUTHORIZATION);
        if (authorization != null && authorization.startsWith(BEARER)) {
            keys.add(SessionKey.of(SessionKey.Kind.BEARER, authorization.substring(BEARER.length())));
        }
        SessionKey connection = attributes.get(CONNECTION);
        if (connection != null) {
            keys.add(connection);
        }
        return keys;
    }

    /** Several cookies come in one header, apart by semicolons, and in any order. */
    private static void addSessionCookie(String header, List<SessionKey> keys) {
        for (String cookie : header.split(";", -1)) {
            int equals = cookie.indexOf('=');
            if (equals > 0 && cookie.substring(0, equals).strip().equals(SESSION_COOKIE)) {
                keys.add(SessionKey.of(
                        SessionKey.Kind.COOKIE, cookie.substring(equals + 1).strip()));
            }
        }
    }

    private static Metadata.Key<String> header(String option) {
        return Metadata.Key.of("godwit-" + option, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static OptionalLong rowOffset(Metadata headers) {
        String offset = headers.get(ROW_OFFSET);
        if (offset == null) {
            return OptionalLong.empty();
        }
        try {
            long rows = Long.parseLong(offset.strip());
            if (rows >= 0) {
                return OptionalLong.of(rows);
            }
        } catch (NumberFormatException e) {
            // Said below, with the value.
        }
        throw new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The header godwit-row-offset takes a number of rows from 0; got \"" + offset + "\"");
    }

    /**
     * Adds headers to the response. A call that ends without a message sends them all the same, before its trailers. It ends
     * once: whoever answers a call that was refused meanwhile is not heard.
     */
    private static final class HeaderCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final Metadata added = new Metadata();
        private boolean sent;
        private boolean closed;

        HeaderCall(ServerCall<Q, A> call) {
            super(call);
        }

        synchronized void add(String name, String value) {
            added.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            sent = true;
            headers.merge(added);
            super.sendHeaders(headers);
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (closed) {
                return;
            }
            closed = true;
            if (!sent && status.isOk() && !added.keys().isEmpty()) {
                sendHeaders(new Metadata());
            }
            super.close(status, trailers);
        }
    }

    /** Cancels the call's work when the client goes away, its time is up, or what it sends cannot be read. */
    private static final class CancellingListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final Cancellation cancellation;
        private final @Nullable Deadline deadline;
        private boolean isRefused;

        CancellingListener(
                ServerCall.Listener<Q> listener,
                ServerCall<Q, ?> call,
                Cancellation cancellation,
                @Nullable Deadline deadline) {
            super(listener);
            this.call = call;
            this.cancellation = cancellation;
            this.deadline = deadline;
        }

        /** Left to gRPC, a message that cannot be read would end the call, and tell nobody who works for it. */
        @Override
        public void onMessage(Q message) {
            if (isRefused) {
                return;
            }
            try {
                super.onMessage(message);
            } catch (RuntimeException e) {
                isRefused = true;
                GodwitException refusal = FlightErrors.unreadable(e);
                close(call, FlightErrors.toStatus(refusal));
                cancellation.cancel(refusal);
            }
        }

        @Override
        public void onHalfClose() {
            if (!isRefused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            cancellation.cancel(
                    deadline != null && deadline.isExpired()
                            ? new GodwitException(ErrorCode.DEADLINE_EXCEEDED, "The call's deadline passed")
                            : new GodwitException(ErrorCode.CANCELLED, "The client cancelled the call or went away"));
            super.onCancel();
        }
    }
}
