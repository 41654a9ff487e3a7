package io.godwit.planner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.planner.sql.relation.Bindings;
import io.godwit.planner.sql.relation.TableReference;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plans of statements planned before. A plan is given out again only where the statement would be planned to the same: for
 * the same text, principal, policies and session settings, and while each name it reads is bound to the same metadata file
 * and snapshot, or is the very frame. So names are looked up each time, and a plan is never stale.
 *
 * <p>Safe for use by many threads.
 */
final class PlanCache {
    private static final long MOST = 1_000;
    private static final int TEXT_PER_UNIT = 1 << 10;
    /** The access to files that a catalog lent with a table may end; it is asked for again long before. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** A statement as asked, whatever its names mean. */
    record Asked(
            String sql,
            String principal,
            String policyVersion,
            String catalog,
            List<String> namespace,
            ZoneId zone,
            Map<String, String> options) {
        static Asked of(String sql, StatementContext statement) {
            return new Asked(
                    sql,
                    statement.principal(),
                    statement.policyVersion(),
                    statement.catalog(),
                    statement.namespace(),
                    statement.zone(),
                    statement.options());
        }
    }

    private record Bound(Asked asked, Bindings bindings) {}

    /** What the statement named when it was last planned. A view that has changed since is a name bound to something else. */
    private final Cache<Asked, List<TableReference>> references =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private final Cache<Bound, PlannedQuery> plans = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher(PlanCache::weight)
            .expireAfterWrite(LIFE)
            .build();

    private static int weight(Bound bound, PlannedQuery plan) {
        return 1
                + bound.asked.sql.length() / TEXT_PER_UNIT
                + bound.bindings.references().size();
    }

    /** @param bind looks names up, as they are now */
    @Nullable
    PlannedQuery find(Asked asked, Function<List<TableReference>, Optional<Bindings>> bind) {
        List<TableReference> known = references.getIfPresent(asked);
        if (known == null) {
            return null;
        }
        return bind.apply(known)
                .map(bindings -> plans.getIfPresent(new Bound(asked, bindings)))
                .orElse(null);
    }

    void put(Asked asked, Bindings bindings, PlannedQuery plan) {
        references.put(asked, bindings.references());
        plans.put(new Bound(asked, bindings), plan);
    }
}
