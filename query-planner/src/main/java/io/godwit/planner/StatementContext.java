package io.godwit.planner;

import io.godwit.planner.temporary.TemporaryTables;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For whom and against what a statement is planned. Everything in it belongs to the key of a cached plan.
 *
 * @param principal who asks; {@code local} until there are others
 * @param policyVersion which policies apply
 * @param catalog the default catalog
 * @param namespace the default namespace, may be empty
 * @param zone the session's time zone, for casts without one
 * @param options session options that change results
 * @param temporaryTables the session's uploaded frames
 * @param pins snapshots to bind to when a ticket is replayed; null to bind to the current ones
 */
public record StatementContext(
        String principal,
        String policyVersion,
        String catalog,
        List<String> namespace,
        ZoneId zone,
        Map<String, String> options,
        TemporaryTables temporaryTables,
        @Nullable Pins pins) {
    public StatementContext {
        namespace = List.copyOf(namespace);
        options = Map.copyOf(options);
    }

    /** The local principal without namespace, frames or options, in UTC. */
    public static StatementContext local(String catalog) {
        return new StatementContext(
                "local", "", catalog, List.of(), ZoneOffset.UTC, Map.of(), TemporaryTables.NONE, null);
    }

    /** To bind to what is current. */
    public StatementContext withoutPins() {
        return new StatementContext(principal, policyVersion, catalog, namespace, zone, options, temporaryTables, null);
    }

    public StatementContext withPins(Pins newPins) {
        return new StatementContext(
                principal, policyVersion, catalog, namespace, zone, options, temporaryTables, newPins);
    }
}
