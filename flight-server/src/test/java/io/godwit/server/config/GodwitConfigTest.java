package io.godwit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GodwitConfigTest {
    @TempDir
    private Path directory;

    @Test
    void withoutConfigurationThereIsALakehouseInTheWorkingDirectory() {
        GodwitConfig config = GodwitConfig.of(Map.of());
        assertThat(config.defaultCatalog()).isEqualTo("lake");
        assertThat(config.catalogs())
                .isEqualTo(Map.of(
                        "lake",
                        Map.of(
                                "type", "jdbc",
                                "uri", "jdbc:sqlite:lakehouse/catalog.db",
                                "warehouse", "file:lakehouse")));
        assertThat(config.listen().port()).isEqualTo(8815);
        assertThat(config.batchBytes()).isEqualTo(3 << 20);
    }

    @Test
    void whatOtherProgramsReadFromTheEnvironmentIsNoSetting() {
        assertThat(new ConfigSources()
                        .environment(Map.of(
                                "GODWIT_LOG_LEVEL",
                                "debug",
                                "GODWIT_JAVA_OPTIONS",
                                "-Xmx2g",
                                "GODWIT_URI",
                                "grpc://h:1"))
                        .settings())
                .isEmpty();
    }

    @Test
    void assignmentsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("godwit.yaml"), """
                server: {host: 127.0.0.2, port: 1, drain-timeout: 5s}
                default-catalog: pond
                catalogs:
                  pond: {type: rest, uri: "http://localhost:8181", s3.path-style-access: true}
                """);
        GodwitConfig config = GodwitConfig.of(new ConfigSources()
                .file(file)
                .environment(Map.of("GODWIT_SERVER__PORT", "2", "GODWIT_SERVER__DRAIN_TIMEOUT", "6s", "HOME", "/root"))
                .assignments(List.of("server.port=3"))
                .settings());
        assertThat(config.listen().host()).isEqualTo("127.0.0.2");
        assertThat(config.listen().port()).isEqualTo(3);
        assertThat(config.listen().drainTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.catalogs().get("pond")).containsEntry("s3.path-style-access", "true");
    }

    @Test
    void aWrongValueSaysWhatToWrite() {
        assertThatThrownBy(() -> GodwitConfig.of(Map.of("server.port", "http")))
                .hasMessage("\"http\" is no value for server.port; write a whole number from 0 to 65535");
        assertThatThrownBy(() -> GodwitConfig.of(Map.of("query.timeout", "soon")))
                .hasMessageContaining("write a time such as");
        assertThatThrownBy(() -> GodwitConfig.of(Map.of("stream.batch-bytes", "3 furlongs")))
                .hasMessageContaining("write a size such as");
        assertThatThrownBy(() -> GodwitConfig.of(Map.of("ticket.key", "short"))).hasMessageContaining("at least 16");
    }

    @Test
    void theTicketKeyIsNeverPrinted() {
        GodwitConfig config = GodwitConfig.of(Map.of("ticket.key", "0123456789abcdef"));
        assertThat(config.toString()).doesNotContain("0123456789abcdef");
    }

    @Test
    void theReadmeListsEveryKey() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        for (ConfigKey key : ConfigKey.values()) {
            String shown = key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`";
            assertThat(readme).contains("| `" + key.key() + "` | " + shown + " | " + key.meaning() + " |");
        }
    }
}
