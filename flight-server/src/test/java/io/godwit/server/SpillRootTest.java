package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillRootTest {
    @TempDir
    private Path directory;

    @Test
    void whatAServerThatIsGoneLeftBehindIsRemovedAtTheNextStart() throws IOException {
        Files.createDirectories(directory.resolve("server-gone/frames"));
        Files.writeString(directory.resolve("server-gone/frames/1.arrow"), "rows");
        Files.writeString(directory.resolve("server-gone.lock"), "");

        try (SpillRoot root = SpillRoot.open(directory)) {
            assertThat(directory.resolve("server-gone")).doesNotExist();
            assertThat(directory.resolve("server-gone.lock")).doesNotExist();
            assertThat(root.path()).isDirectory();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void serversThatRunBesideEachOtherLeaveEachOthersFilesAlone() throws IOException {
        try (SpillRoot one = SpillRoot.open(directory)) {
            Path file = Files.writeString(one.path().resolve("rows"), "of the first");
            try (SpillRoot other = SpillRoot.open(directory)) {
                assertThat(other.path()).isNotEqualTo(one.path());
                assertThat(file).exists();
            }
            assertThat(file).exists();
        }
    }

    @Test
    void whateverElseLiesThereStays() throws IOException {
        Path foreign = Files.writeString(directory.resolve("notes.txt"), "mine");

        SpillRoot.open(directory).close();

        assertThat(foreign).exists();
    }

    @Test
    void onlyTheServersUserCanLookInside() throws IOException {
        try (SpillRoot root = SpillRoot.open(directory)) {
            assertThat(Files.getPosixFilePermissions(root.path()))
                    .extracting(Enum::name)
                    .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefusedWithTheSetting() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> SpillRoot.open(file.resolve("spill")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spill.directory")
                .hasMessageContaining(file.toString());
    }
}
