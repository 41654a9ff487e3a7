package io.godwit.server.statement;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.server.session.Session;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The handles of prepared statements. A handle is good within the principal's session that made it, and forgotten when it
 * is closed, idle for long, or its session ends. Safe for use by many threads.
 */
public final class PreparedStatements {
    private static final int MAX_STATEMENTS = 100_000;

    private final Cache<String, PreparedStatement> byHandle;
    private final SecureRandom random = new SecureRandom();

    public PreparedStatements(Duration idleTimeout, Clock clock) {
        this.byHandle = Caffeine.newBuilder()
                .maximumSize(MAX_STATEMENTS)
                .expireAfterAccess(idleTimeout)
                .executor(Runnable::run)
                .removalListener(
                        (@Nullable String handle, @Nullable PreparedStatement statement, RemovalCause cause) -> {
                            if (statement != null) {
                                statement.leaveSession();
                            }
                        })
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    byte[] add(PreparedStatement statement) {
        byte[] handle = new byte[16];
        random.nextBytes(handle);
        byHandle.put(key(handle), statement);
        statement.endWithSession(() -> close(handle));
        return handle;
    }

    /** The statement of {@code handle}, if it was prepared in {@code session}. */
    public PreparedStatement find(Session session, byte[] handle) {
        PreparedStatement statement = byHandle.getIfPresent(key(handle));
        if (statement == null || !statement.isOf(session)) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "There is no such prepared statement in this session: it was closed, expired, or made on another"
                            + " connection; prepare it again");
        }
        return statement;
    }

    /** Forgets {@code handle}; one that is not known is forgotten already. */
    public void close(byte[] handle) {
        byHandle.invalidate(key(handle));
    }

    private static String key(byte[] handle) {
        return HexFormat.of().formatHex(handle);
    }
}
