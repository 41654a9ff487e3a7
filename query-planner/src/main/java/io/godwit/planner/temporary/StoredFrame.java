package io.godwit.planner.temporary;

import java.time.Instant;

/** A frame's rows and who still needs them. Guarded by the store. */
final class StoredFrame {
    private final String id;
    private final FrameContent content;
    private int sessions;
    private Instant leasedUntil = Instant.MIN;

    StoredFrame(String id, FrameContent content) {
        this.id = id;
        this.content = content;
    }

    String id() {
        return id;
    }

    FrameContent content() {
        return content;
    }

    void hold() {
        sessions++;
    }

    void release() {
        sessions--;
    }

    void lease(Instant until) {
        if (until.isAfter(leasedUntil)) {
            leasedUntil = until;
        }
    }

    boolean isNeeded(Instant now) {
        return sessions > 0 || now.isBefore(leasedUntil);
    }
}
