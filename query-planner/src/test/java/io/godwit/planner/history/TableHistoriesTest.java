package io.godwit.planner.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.sql.SqlLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries of tables with random histories give what lists of the rows give. {@code -Dgodwit.soak=100} lives that many
 * histories, from {@code -Dgodwit.seed} on.
 */
class TableHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("godwit.soak", 4);
    private static final long SEED = Long.getLong("godwit.seed", 1L);
    private static final long COLUMN_CACHE_BYTES = 64L << 20;

    @TempDir
    Path directory;

    @Test
    void queriesGiveWhatListsGive() {
        List<String> wrong = new ArrayList<>();
        for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
            Path own = directory.resolve("h" + seed);
            try (SqlLake lake = seed % 2 == 0 ? new SqlLake(own) : SqlLake.withColumnCache(own, COLUMN_CACHE_BYTES)) {
                String difference = new RandomHistory(lake, seed).live();
                if (difference != null) {
                    wrong.add(difference);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
