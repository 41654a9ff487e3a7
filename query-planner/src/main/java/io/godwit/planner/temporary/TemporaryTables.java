package io.godwit.planner.temporary;

import java.util.Collection;
import java.util.Optional;

/** The frames a statement may name: those of its session, or those of the ticket it is replayed from. */
public interface TemporaryTables {
    /** The frame of that name, ignoring case. */
    Optional<Frame> find(String name);

    Collection<Frame> all();
}
