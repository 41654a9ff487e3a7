package io.godwit.planner.temporary;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Frames by name, ignoring case. */
record FrameNames(Map<String, Frame> frames) implements TemporaryTables {
    FrameNames {
        frames = Map.copyOf(frames);
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<Frame> find(String name) {
        return Optional.ofNullable(frames.get(key(name)));
    }

    @Override
    public Collection<Frame> all() {
        return List.copyOf(frames.values());
    }
}
