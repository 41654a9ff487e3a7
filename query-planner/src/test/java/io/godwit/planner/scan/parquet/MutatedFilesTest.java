package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged copies of real files are read or refused: no crash, no hang, no leak, no other exception. A few per file run in
 * every build; {@code -Dgodwit.soak.mutations=100000} runs that many in all.
 */
class MutatedFilesTest {
    private static final long SEED = Long.getLong("godwit.seed", 42);
    private static final int FILES = 13;
    private static final int MUTATIONS = Math.max(1, Integer.getInteger("godwit.soak.mutations", 1200) / FILES);
    private static final long MEMORY = 256L << 20;
    private static final Set<ErrorCode> REFUSALS =
            EnumSet.of(ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED, ErrorCode.RESOURCE_EXHAUSTED);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flat-none",
                "flat-snappy",
                "flat-gzip",
                "flat-lz4",
                "flat-brotli",
                "flat-fallback",
                "flat-delta",
                "flat-split",
                "flat-clustered",
                "flat-plain",
                "nested-v1",
                "nested-v2",
                "nested-plain"
            })
    void damagedFileIsReadOrRefused(String name) throws IOException {
        Path original = ParquetReads.resource(name + ".parquet");
        Schema schema = ParquetReads.schemaOf(original);
        byte[] bytes = Files.readAllBytes(original);
        int[] pages = firstPages(original);
        int refused = 0;
        try (RootAllocator allocator = new RootAllocator(MEMORY)) {
            for (int i = 0; i < MUTATIONS; i++) {
                long seed = SEED + 31L * i + name.hashCode();
                Path damaged = directory.resolve(name + ".parquet");
                Files.write(damaged, mutate(bytes, pages, new Random(seed)));
                refused += readOrRefuse(allocator, damaged, schema, seed) ? 0 : 1;
                assertThat(allocator.getAllocatedMemory())
                        .as("leak with seed %d", seed)
                        .isZero();
            }
        }
        assertThat(refused).isPositive();
    }

    /** Reads all, with every second read skipping rows and every third looking at indexes; false if the file was refused. */
    private static boolean readOrRefuse(RootAllocator allocator, Path path, Schema schema, long seed) {
        long[] positions = seed % 2 == 0 ? null : new long[] {3, 4, 90, 150, 199, 203, 399, 440};
        Expression pruning = seed % 3 != 0 || schema.findField("i64") == null
                ? Expressions.alwaysTrue()
                : Expressions.or(Expressions.greaterThan("i64", 100L), Expressions.equal("word", "north"));
        FileRead read = ParquetReads.read(path, schema, RowFilter.ALL, pruning, positions, 100);
        try (FileBatches batches = new ParquetFileReader(0).open(ParquetReads.context(allocator), read)) {
            for (FileBatch batch = batches.next(); batch != null; batch = batches.next()) {
                try (FileBatch owned = batch) {
                    owned.columns().getFieldVectors().forEach(MutatedFilesTest::touch);
                }
            }
            return true;
        } catch (GodwitException e) {
            assertThat(e.code()).as("seed %d: %s", seed, e).isIn(REFUSALS);
            assertThat(e).hasMessageContaining(path.getFileName().toString());
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void touch(FieldVector vector) {
        for (int row = 0; row < vector.getValueCount(); row++) {
            vector.getObject(row);
        }
    }

    /** Where dictionaries and first data pages begin: behind each stand a thrift header, levels, a bit width and indexes. */
    private static int[] firstPages(Path file) throws IOException {
        try (var reader = org.apache.parquet.hadoop.ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getRowGroups().stream()
                    .flatMap(rowGroup -> rowGroup.getColumns().stream())
                    .flatMapToInt(
                            chunk -> IntStream.of((int) chunk.getStartingPos(), (int) chunk.getFirstDataPageOffset()))
                    .distinct()
                    .toArray();
        }
    }

    private static byte[] mutate(byte[] bytes, int[] pages, Random random) {
        byte[] mutated = bytes.clone();
        int kind = random.nextInt(8);
        if (kind == 0) {
            return Arrays.copyOf(mutated, random.nextInt(mutated.length));
        }
        int from = 0;
        int length = mutated.length;
        if (kind == 1) {
            // Footers are small beside data, and more can go wrong there.
            length = Math.min(8000, mutated.length);
            from = mutated.length - length;
        } else if (kind == 2 || kind == 3) {
            from = pages[random.nextInt(pages.length)];
            length = Math.min(kind == 2 ? 40 : 120, mutated.length - from);
        }
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            int at = from + random.nextInt(length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutated[at] = (byte) random.nextInt(256);
                case 2 -> mutated[at] = (byte) 0xff;
                default -> {
                    int source = random.nextInt(mutated.length);
                    int count = Math.min(random.nextInt(32), mutated.length - Math.max(at, source));
                    System.arraycopy(mutated, source, mutated, at, count);
                }
            }
        }
        return mutated;
    }
}
