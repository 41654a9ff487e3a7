package io.godwit.server.session;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.temporary.FrameStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All sessions, by what their clients show: a cookie, else a bearer token, else the connection itself. A session may be
 * known by several; it ends when the client says so, when it was not used for long, or when its connection closes and it
 * is known by nothing else. Safe for use by many threads.
 */
public final class Sessions {
    private final String defaultCatalog;
    private final FrameStore frames;
    private final Duration idleTimeout;
    private final int max;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<SessionKey, Session> byKey = new HashMap<>();

    public Sessions(String defaultCatalog, FrameStore frames, Duration idleTimeout, int max, Clock clock) {
        this.defaultCatalog = defaultCatalog;
        this.frames = frames;
        this.idleTimeout = idleTimeout;
        this.max = max;
        this.clock = clock;
    }

    /** The session of a client that shows {@code keys}, strongest first. A cookie nobody granted counts for nothing. */
    public synchronized Session of(List<SessionKey> keys) {
        for (SessionKey key : keys) {
            Session session = byKey.get(key);
            if (session != null && isIdle(session)) {
                close(session);
            } else if (session != null) {
                session.touch(clock.instant());
                return session;
            }
            if (key.kind() != SessionKey.Kind.COOKIE) {
                return begin(key);
            }
        }
        throw new IllegalArgumentException("A call has a connection at least");
    }

    /** Makes {@code session} known by a new cookie, whose value is returned, and no longer by an earlier one. */
    public synchronized String grantCookie(Session session) {
        byKey.entrySet()
                .removeIf(known -> known.getValue() == session && known.getKey().kind() == SessionKey.Kind.COOKIE);
        String cookie = newSecret();
        byKey.put(SessionKey.of(SessionKey.Kind.COOKIE, cookie), session);
        return cookie;
    }

    /** A new bearer token. It is known from its first use. */
    public String newBearer() {
        return newSecret();
    }

    /** Ends {@code session}: its temporary tables and prepared statements go. */
    public void close(Session session) {
        synchronized (this) {
            byKey.values().removeIf(candidate -> candidate == session);
        }
        session.end();
    }

    /** Tells that a connection is gone. */
    public void connectionClosed(SessionKey connection) {
        Optional<Session> orphan;
        synchronized (this) {
            Session session = byKey.remove(connection);
            orphan = Optional.ofNullable(session).filter(known -> !byKey.containsValue(known));
        }
        orphan.ifPresent(Session::end);
    }

    /** Ends the sessions that were idle for too long. */
    public void expire() {
        Set<Session> idle;
        synchronized (this) {
            idle = byKey.values().stream().filter(this::isIdle).collect(Collectors.toSet());
        }
        idle.forEach(this::close);
    }

    private boolean isIdle(Session session) {
        return session.lastUsed().isBefore(clock.instant().minus(idleTimeout));
    }

    /** Ends all sessions, at shutdown. */
    public void closeAll() {
        Set<Session> all;
        synchronized (this) {
            all = Set.copyOf(byKey.values());
        }
        all.forEach(this::close);
    }

    private Session begin(SessionKey key) {
        if (byKey.size() >= max) {
            throw new GodwitException(
                    ErrorCode.BUSY,
                    "%,d sessions are open, as many as session.max allows; try again later".formatted(max));
        }
        Session session = new Session(newSecret(), "local", defaultCatalog, frames.newSession(), clock.instant());
        byKey.put(key, session);
        return session;
    }

    private String newSecret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
