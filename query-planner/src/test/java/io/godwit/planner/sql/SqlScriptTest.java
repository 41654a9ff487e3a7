package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.SqlScript.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts under {@code src/test/resources/sql}; anyone can add a case without touching Java. */
class SqlScriptTest {
    @TempDir
    static Path directory;

    private static final List<SqlLake> LAKES = new ArrayList<>();

    @AfterAll
    static void closeLakes() {
        LAKES.forEach(SqlLake::close);
    }

    @TestFactory
    Stream<DynamicContainer> everyScriptAnswersAsItSays() throws IOException {
        List<Path> scripts;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/sql"))) {
            scripts = files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
        return scripts.stream().map(SqlScriptTest::script);
    }

    private static DynamicContainer script(Path file) {
        String name = file.getFileName().toString();
        try {
            SqlLake lake = new SqlLake(Files.createDirectory(directory.resolve(name)));
            LAKES.add(lake);
            return DynamicContainer.dynamicContainer(
                    name,
                    SqlScript.read(file).cases().stream()
                            .map(each -> DynamicTest.dynamicTest(each.toString(), () -> run(each, lake))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void run(Case each, SqlLake lake) {
        switch (each.kind()) {
            case "table" -> lake.createTable(each.name(), each.sql());
            case "append" -> lake.append(each.name(), each.sql());
            case "tag" -> lake.tag(each.name());
            case "rename" -> lake.renameColumn(each.name());
            case "frame" -> lake.upload(each.name(), each.sql());
            case "error" -> assertThat(error(each, lake)).isEqualTo(each.expected());
            default -> assertThat(actual(each, lake)).isEqualTo(each.expected());
        }
    }

    private static List<String> actual(Case each, SqlLake lake) {
        return switch (each.kind()) {
            case "query" -> lake.rows(each.sql());
            case "head" -> List.of(lake.rows(each.sql()).get(1).replaceFirst("^((?:[^|]*\\|){3}[^|]*).*", "$1"));
            case "schema" ->
                lake.prepare(each.sql()).schema().getFields().stream()
                        .map(Object::toString)
                        .toList();
            case "analyze" ->
                lake.rows("EXPLAIN ANALYZE " + each.sql()).stream()
                        .skip(1)
                        .map(SqlScriptTest::withoutMeasuresOfTheMachine)
                        .toList();
            case "plan" ->
                lake.prepare(each.sql())
                        .explain()
                        .replaceAll("snapshot \\d+", "snapshot #")
                        .lines()
                        .toList();
            default -> throw new IllegalArgumentException("Unknown kind of case: " + each);
        };
    }

    private static List<String> error(Case each, SqlLake lake) {
        try {
            return List.of("no error, but " + lake.rows(each.sql()));
        } catch (GodwitException e) {
            return List.of(withoutSnapshots(e.code() + " " + e.getMessage()));
        }
    }

    private static String withoutMeasuresOfTheMachine(String line) {
        return line.replaceAll("snapshot \\d+", "snapshot #")
                .replaceAll("bytes_read=\\d+", "bytes_read=#")
                .replaceAll("[\\d,.]+ ms", "# ms");
    }

    /** Snapshot ids and commit times differ in every run. */
    private static String withoutSnapshots(String text) {
        return text.replaceAll("\\d{15,}", "#").replaceAll("of [-\\d]+T[:.\\d]+Z", "of #");
    }
}
