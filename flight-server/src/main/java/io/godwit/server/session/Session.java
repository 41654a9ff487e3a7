package io.godwit.server.session;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.StatementContext;
import io.godwit.planner.temporary.SessionFrames;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the server remembers for one client between its calls. Safe for use by many threads. */
public final class Session {
    /** The options a client may set. */
    public static final String CATALOG = "catalog";

    public static final String SCHEMA = "schema";
    public static final String TIME_ZONE = "time_zone";

    private final String id;
    private final String principal;
    private final SessionFrames frames;
    private final Set<Runnable> endListeners = new HashSet<>();
    private final String defaultCatalog;
    private volatile Instant lastUsed;
    private String catalog;
    private String schema = "";
    private ZoneId zone = ZoneId.of("UTC");
    private final Map<String, String> deliveryOptions = new TreeMap<>();

    Session(String id, String principal, String defaultCatalog, SessionFrames frames, Instant now) {
        this.id = id;
        this.principal = principal;
        this.frames = frames;
        this.defaultCatalog = defaultCatalog;
        this.catalog = defaultCatalog;
        this.lastUsed = now;
    }

    public String id() {
        return id;
    }

    public String principal() {
        return principal;
    }

    /** Its temporary tables. */
    public SessionFrames frames() {
        return frames;
    }

    /** For whom and against what a statement of this session is planned now. */
    public synchronized StatementContext statementContext() {
        return new StatementContext(principal, policyVersion(), catalog, namespace(), zone, Map.of(), frames, null);
    }

    /** Which policies apply. There are none yet, and tickets and plans carry this already. */
    public String policyVersion() {
        return "0";
    }

    public synchronized Map<String, String> options() {
        Map<String, String> options = new TreeMap<>();
        options.put(CATALOG, catalog);
        options.put(SCHEMA, schema);
        options.put(TIME_ZONE, zone.getId());
        options.putAll(deliveryOptions);
        return options;
    }

    /** Sets an option, or puts its default back when {@code value} is empty, and says what was wrong with it, if anything. */
    public synchronized Optional<OptionError> set(String name, String value) {
        switch (name) {
            case CATALOG -> catalog = value.isEmpty() ? defaultCatalog : value;
            case SCHEMA -> schema = value;
            case TIME_ZONE -> {
                return setZone(value);
            }
            default -> {
                return Delivery.OPTIONS.contains(name)
                        ? setDelivery(name, value)
                        : Optional.of(OptionError.INVALID_NAME);
            }
        }
        return Optional.empty();
    }

    /** As {@link #set}, but what is wrong is thrown. */
    public void require(String name, String value) {
        set(name, value).ifPresent(error -> {
            String known = String.join(", ", CATALOG, SCHEMA, TIME_ZONE) + ", " + String.join(", ", Delivery.OPTIONS);
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    error == OptionError.INVALID_NAME
                            ? "There is no session option %s; there are: %s".formatted(name, known)
                            : "\"%s\" is not a value of the session option %s".formatted(value, name));
        });
    }

    /** How results of this session are delivered, where a call does not say otherwise. */
    public synchronized Delivery delivery() {
        return Delivery.of(deliveryOptions::get);
    }

    /** What can be wrong with an option. */
    public enum OptionError {
        INVALID_NAME,
        INVALID_VALUE
    }

    /** Runs {@code listener} when the session ends. */
    public synchronized void onEnd(Runnable listener) {
        endListeners.add(listener);
    }

    /** Runs {@code listener} no more: what it ends has ended before. */
    public synchronized void forget(Runnable listener) {
        endListeners.remove(listener);
    }

    void touch(Instant now) {
        lastUsed = now;
    }

    Instant lastUsed() {
        return lastUsed;
    }

    void end() {
        List<Runnable> listeners;
        synchronized (this) {
            listeners = List.copyOf(endListeners);
            endListeners.clear();
        }
        listeners.forEach(Runnable::run);
        frames.close();
    }

    private List<String> namespace() {
        return schema.isEmpty() ? List.of() : Arrays.asList(schema.split("\\."));
    }

    private Optional<OptionError> setDelivery(String name, String value) {
        Map<String, String> changed = new TreeMap<>(deliveryOptions);
        changed.put(name, value);
        try {
            Delivery.of(changed::get);
        } catch (GodwitException e) {
            return Optional.of(OptionError.INVALID_VALUE);
        }
        deliveryOptions.put(name, value);
        deliveryOptions.values().removeIf(String::isEmpty);
        return Optional.empty();
    }

    private Optional<OptionError> setZone(@Nullable String value) {
        try {
            zone = value == null || value.isEmpty() ? ZoneId.of("UTC") : ZoneId.of(value);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of(OptionError.INVALID_VALUE);
        }
    }
}
