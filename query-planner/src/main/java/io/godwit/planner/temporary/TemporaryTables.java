package io.godwit.planner.temporary;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The frames a statement may name: those of its session, or those of the ticket it is replayed from. */
public interface TemporaryTables {
    /** No frames. */
    TemporaryTables NONE = new FrameNames(Map.of());

    /** The frame of that name, ignoring case. */
    Optional<Frame> find(String name);

    Collection<Frame> all();

    /** Ends the session's frame of that name, ignoring case; says whether there was one. Not for those of a ticket. */
    default boolean drop(String name) {
        return false;
    }
}
