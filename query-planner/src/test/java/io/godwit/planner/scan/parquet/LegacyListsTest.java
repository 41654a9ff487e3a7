package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists as they were written before the specification gave them three levels: the repeated field is the element. */
class LegacyListsTest {
    private static final MessageType TYPES = MessageTypeParser.parseMessageType("""
            message old {
              optional group numbers (LIST) { repeated group array (LIST) { repeated int32 array; } }
              optional group mixed (LIST) { repeated group array (LIST) {
                repeated group list { optional group element (LIST) { repeated int32 array; } } } }
            }
            """);

    @TempDir
    Path directory;

    private Map<String, List<Object>> written(List<Group> rows) throws IOException {
        Path path = directory.resolve("old.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(path))
                .withConf(new PlainParquetConfiguration())
                .withType(TYPES)
                .withPageRowCountLimit(7)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        try (BufferAllocator allocator = new RootAllocator()) {
            return ParquetReads.values(allocator, ParquetReads.read(path, ParquetReads.schemaOf(path)));
        }
    }

    @Test
    void listsOfListsAreThere() throws IOException {
        Group full = new SimpleGroup(TYPES);
        Group numbers = full.addGroup("numbers");
        numbers.addGroup("array").append("array", 1).append("array", 2);
        numbers.addGroup("array");
        numbers.addGroup("array").append("array", 3);
        Group mixed = full.addGroup("mixed").addGroup("array");
        mixed.addGroup("list").addGroup("element").append("array", 8).append("array", 9);
        mixed.addGroup("list");
        mixed.addGroup("list").addGroup("element");
        Group empty = new SimpleGroup(TYPES);
        empty.addGroup("numbers");

        Map<String, List<Object>> values = written(List.of(full, empty));

        assertThat(values.get("numbers")).containsExactly("[[1, 2], [], [3]]", "[]");
        assertThat(values.get("mixed").get(0)).isEqualTo("[[[8, 9], null, []]]");
        assertThat(values.get("mixed").get(1)).isNull();
    }

    @Test
    void manyListsOfListsComeBack() throws IOException {
        long seed = System.nanoTime();
        System.out.println("LegacyListsTest seed " + seed);
        Random random = new Random(seed);
        List<Group> rows = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        for (int row = 0; row < 500; row++) {
            Group group = new SimpleGroup(TYPES);
            boolean isNull = random.nextInt(5) == 0;
            List<List<Integer>> lists = new ArrayList<>();
            Group numbers = isNull ? null : group.addGroup("numbers");
            for (int list = random.nextInt(4); numbers != null && list > 0; list--) {
                Group inner = numbers.addGroup("array");
                lists.add(random.ints(random.nextInt(4), 0, 100).boxed().toList());
                lists.get(lists.size() - 1).forEach(number -> inner.append("array", number));
            }
            rows.add(group);
            expected.add(isNull ? null : lists.toString());
        }

        assertThat(written(rows).get("numbers")).isEqualTo(expected);
    }
}
