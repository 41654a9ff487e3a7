package io.godwit.planner.rel;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The present of one statement, which is the same wherever the statement asks for it. A plan in which it was asked for is
 * true for that moment only; all others can be kept.
 */
public final class Present {
    private final Instant instant;
    private final ZoneId zone;
    private volatile boolean asked;

    /** @param zone the session's time zone */
    public Present(Instant instant, ZoneId zone) {
        this.instant = requireNonNull(instant, "instant");
        this.zone = requireNonNull(zone, "zone");
    }

    /** The moment, in the session's zone. */
    public ZonedDateTime now() {
        asked = true;
        return instant.atZone(zone);
    }

    public ZoneId zone() {
        return zone;
    }

    /** Whether anything was made to depend on {@link #now()}. */
    public boolean wasAsked() {
        return asked;
    }
}
