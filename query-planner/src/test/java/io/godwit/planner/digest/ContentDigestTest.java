package io.godwit.planner.digest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors were computed by {@code client-examples/digest/digest.py}, which shares no code with ours. */
class ContentDigestTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    record Vector(String name, String whole, Map<String, String> columns) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        JsonNode cases = new ObjectMapper().readTree(resource("vectors.json"));
        return StreamSupport.stream(cases.spliterator(), false).map(ContentDigestTest::vector);
    }

    private static Vector vector(JsonNode node) {
        Map<String, String> columns = new TreeMap<>();
        node.get("columns")
                .properties()
                .forEach(
                        column -> columns.put(column.getKey(), column.getValue().asText()));
        return new Vector(node.get("case").asText(), node.get("whole").asText(), columns);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void digestsAsTheReferenceDoes(Vector vector) {
        TableDigest digest = digest(vector.name()).result();

        Map<String, String> columns = new TreeMap<>();
        digest.columns()
                .forEach(column -> columns.put(column.name(), column.digest().toString()));
        assertThat(columns).isEqualTo(vector.columns());
        assertThat(digest.whole()).hasToString(vector.whole());
    }

    @Test
    void rowOrderDoesNotMatter() {
        assertThat(whole("order-one")).isEqualTo(whole("order-two"));
    }

    @Test
    void eachOfTheseDiffersFromEveryOther() {
        List<String> cases = List.of(
                "one-integer",
                "same-value-other-width",
                "same-value-other-name",
                "duplicate",
                "positive-zero",
                "negative-zero",
                "time-zone-one",
                "time-zone-two");
        Set<Digest> digests = new HashSet<>();
        cases.forEach(name -> digests.add(whole(name)));
        assertThat(digests).hasSameSizeAs(cases);
    }

    @Test
    void valuesThatChangedPartnersShowInTheWholeAndNotInTheColumns() {
        TableDigest one = digest("pairs-one-way").result();
        TableDigest other = digest("pairs-other-way").result();
        assertThat(one.columns()).isEqualTo(other.columns());
        assertThat(one.whole()).isNotEqualTo(other.whole());
    }

    @Test
    void digestsOfPartsAddUp() {
        ContentDigest sum = digest("many-rows");
        sum.add(digest("many-rows"));

        ContentDigest twice = digest("many-rows");
        read("many-rows", twice::add);
        assertThat(sum.result()).isEqualTo(twice.result());
        assertThat(sum.result().rowCount()).isEqualTo(3000);
    }

    @Test
    void saltedHashesDependOnRowAndSalt() {
        List<Long> salted = salted("order-one", new Digest(1, 2));
        assertThat(salted).doesNotHaveDuplicates().hasSize(3);
        assertThat(salted("order-two", new Digest(1, 2))).containsExactlyInAnyOrderElementsOf(salted);
        assertThat(salted("order-one", new Digest(1, 3))).doesNotContainAnyElementsOf(salted);
    }

    @Test
    void typeWithoutDigestIsRefusedByName() {
        Field union = Field.nullable("u", new ArrowType.Union(UnionMode.Sparse, new int[0]));
        assertThatThrownBy(() -> new ContentDigest(new Schema(List.of(union))))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("\"u\"");
    }

    @Test
    void digestSurvivesItsText() {
        Digest digest = new Digest(0x00f0L, -1);
        assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
        assertThat(digest).hasToString("00000000000000f0ffffffffffffffff");
    }

    private List<Long> salted(String name, Digest salt) {
        List<Long> all = new ArrayList<>();
        RowSalt rowSalt = new RowSalt(salt);
        ContentDigest digest = new ContentDigest(schema(name));
        read(
                name,
                batch -> digest.add(batch, (low, high, count) -> {
                    long[] target = new long[count];
                    rowSalt.apply(low, high, count, target);
                    for (long hash : target) {
                        all.add(hash);
                    }
                }));
        return all;
    }

    private Digest whole(String name) {
        return digest(name).result().whole();
    }

    private ContentDigest digest(String name) {
        ContentDigest digest = new ContentDigest(schema(name));
        read(name, digest::add);
        return digest;
    }

    private Schema schema(String name) {
        try (ArrowFileReader reader = open(name)) {
            return reader.getVectorSchemaRoot().getSchema();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ArrowFileReader open(String name) throws IOException {
        try (InputStream file = resource(name + ".arrow")) {
            return new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(file.readAllBytes()), allocator);
        }
    }

    private interface BatchReader {
        void read(VectorSchemaRoot batch);
    }

    private void read(String name, BatchReader consumer) {
        try (ArrowFileReader reader = open(name)) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                consumer.read(batch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return requireNonNull(ContentDigestTest.class.getResourceAsStream("/digest/" + name), name);
    }
}
