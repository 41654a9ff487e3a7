package io.godwit.planner.training.registry;

/** Whether a rebuild is what was. */
public enum VerdictKind {
    EXACT,
    DIFFERENT,
    IMPOSSIBLE
}
