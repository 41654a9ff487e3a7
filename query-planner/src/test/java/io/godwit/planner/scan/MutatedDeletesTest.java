package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.delete.DeleteFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged delete files are read or refused: no crash, no hang, no leak; and a damaged deletion vector, which has a checksum,
 * never deletes other rows. {@code -Dgodwit.soak.mutations=100000} runs a tenth of that many of each kind.
 */
class MutatedDeletesTest {
    private static final Schema SCHEMA = new Schema(required(1, "id", Types.LongType.get()));
    private static final long SEED = Long.getLong("godwit.seed", 42);
    private static final int MUTATIONS = Math.max(1, Integer.getInteger("godwit.soak.mutations", 1200) / 10);
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(
            ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED, ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.UNAVAILABLE);
    private static final int ROWS = 2_000;

    @TempDir
    Path directory;

    private TestLake lake;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void positionDeletes() throws IOException {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, ROWS));
        TestLake.deletePositions(table, file, 3, 77, 500, 1999);
        damage(false);
    }

    @Test
    void equalityDeletes() throws IOException {
        Table table = lake.create("t", SCHEMA);
        TestLake.append(table, TestLake.ids(SCHEMA, 0, ROWS));
        TestLake.deleteKeys(table, SCHEMA, null, TestLake.ids(SCHEMA, 5, 15));
        damage(false);
    }

    @Test
    void deletionVectors() throws IOException {
        Table table = lake.create("t", SCHEMA, PartitionSpec.unpartitioned(), 3);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, ROWS));
        TestLake.deleteByVector(table, file, 3, 77, 500, 1999);
        damage(true);
    }

    private void damage(boolean hasChecksum) throws IOException {
        Path deletes = Path.of(URI.create(deleteFile().location()).getPath());
        byte[] original = Files.readAllBytes(deletes);
        List<@Nullable Object> whole = read(0);
        assertThat(whole).hasSizeLessThan(ROWS);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = SEED + 31L * i;
            Files.write(deletes, mutate(original, new Random(seed)));
            List<@Nullable Object> rows = read(seed);
            refused += rows == null ? 1 : 0;
            if (rows != null && hasChecksum) {
                assertThat(rows).as("seed %d", seed).isEqualTo(whole);
            }
        }
        assertThat(refused).isPositive();
    }

    private DeleteFile deleteFile() throws IOException {
        try (CloseableIterable<FileScanTask> tasks =
                lake.pin("t").table().newScan().planFiles()) {
            return tasks.iterator().next().deletes().get(0);
        }
    }

    /** The rows, or null where the file was refused. */
    private @Nullable List<@Nullable Object> read(long seed) {
        DeleteFiles.forgetAll();
        try (QueryScope scope = new QueryScope()) {
            return Rows.of(TableScan.of(lake.pin("t"))
                            .readBy(new FormatReaders(null))
                            .open(scope.context()))
                    .column(0);
        } catch (GodwitException e) {
            assertThat(e.code()).as("seed %d: %s", seed, e).isIn(REFUSALS);
            return null;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes.clone();
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(mutated, random.nextInt(mutated.length));
        }
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            int at = random.nextInt(mutated.length);
            mutated[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xff);
        }
        return mutated;
    }
}
