package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.catalog.LakeFileIO;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.LocalFileBytes;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.io.InputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake's files on this machine are not read as remote ones are. */
class LocalFilesTest {
    @TempDir
    Path directory;

    @Test
    void filesOfALakeAreReadWithoutStreamsAndRequests() throws Exception {
        Path path = Files.write(directory.resolve("data.parquet"), new byte[] {1, 2, 3, 4});
        try (RootAllocator allocator = new RootAllocator();
                LakeFileIO io = new LakeFileIO()) {
            for (String location : List.of("file://" + path, "file:" + path, path.toString())) {
                InputFile input = io.newInputFile(location);
                try (FileBytes bytes = FileBytes.of(input, allocator, Runnable::run)) {
                    assertThat(bytes).isInstanceOf(LocalFileBytes.class);
                    ByteBuffer two = ByteBuffer.allocateDirect(2);
                    bytes.read(1, two);
                    assertThat(two.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
                }
            }
        }
    }
}
