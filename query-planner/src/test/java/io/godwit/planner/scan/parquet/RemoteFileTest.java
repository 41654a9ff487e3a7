package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.ScanMetrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

/** A file in remote storage is read in few requests, and its failures are retried, then told. */
class RemoteFileTest {
    private static final Path FILE = ParquetReads.resource("nested-v2.parquet");

    @Test
    void neighbouringColumnChunksComeInOneRequest() throws IOException {
        RemoteFile remote = new RemoteFile(Files.readAllBytes(FILE), 0);
        assertSameAsLocal(remote);
        assertThat(remote.requests).as("the footer and three row groups").hasValueLessThanOrEqualTo(4);
    }

    @Test
    void aRequestThatFailsIsMadeAgain() throws IOException {
        RemoteFile remote = new RemoteFile(Files.readAllBytes(FILE), 2);
        assertSameAsLocal(remote);
    }

    @Test
    void storageThatKeepsFailingIsUnavailable() throws IOException {
        RemoteFile remote = new RemoteFile(Files.readAllBytes(FILE), Integer.MAX_VALUE);
        try (RootAllocator allocator = new RootAllocator()) {
            assertThatThrownBy(() -> ParquetReads.values(allocator, remote.read()))
                    .isInstanceOfSatisfying(
                            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessageContaining("memory://nested-v2.parquet")
                    .hasMessageContaining("Connection reset");
        }
    }

    @Test
    void closingBeforeTheEndLeavesNothingBehind() throws IOException {
        RemoteFile remote = new RemoteFile(Files.readAllBytes(FILE), 0);
        try (RootAllocator allocator = new RootAllocator();
                var batches = new ParquetFileReader(0).open(ParquetReads.context(allocator), remote.read())) {
            batches.next().close();
        }
    }

    private static void assertSameAsLocal(RemoteFile remote) {
        try (RootAllocator allocator = new RootAllocator()) {
            Map<String, List<Object>> found = ParquetReads.values(allocator, remote.read());
            Schema schema = ParquetReads.schemaOf(FILE);
            assertThat(found).isEqualTo(ParquetReads.values(allocator, ParquetReads.read(FILE, schema)));
        }
    }

    /** Bytes that can be had by range requests alone, of which the first few fail. */
    private static final class RemoteFile implements InputFile {
        private final byte[] bytes;
        private final AtomicInteger failuresLeft;
        private final AtomicInteger requests = new AtomicInteger();

        RemoteFile(byte[] bytes, int failures) {
            this.bytes = bytes;
            this.failuresLeft = new AtomicInteger(failures);
        }

        FileRead read() {
            FileRead local = ParquetReads.read(FILE, ParquetReads.schemaOf(FILE));
            return new FileRead(
                    this,
                    local.length(),
                    local.format(),
                    local.columns(),
                    local.filter(),
                    local.pruning(),
                    local.tableSchema(),
                    local.constants(),
                    null,
                    local.rows(),
                    local.batchRows(),
                    new ScanMetrics());
        }

        @Override
        public long getLength() {
            return bytes.length;
        }

        @Override
        public SeekableInputStream newStream() {
            return new RangeStream();
        }

        @Override
        public String location() {
            return "memory://nested-v2.parquet";
        }

        @Override
        public boolean exists() {
            return true;
        }

        private final class RangeStream extends SeekableInputStream implements RangeReadable {
            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                requests.incrementAndGet();
                if (failuresLeft.getAndDecrement() > 0) {
                    throw new SocketException("Connection reset");
                }
                ByteArrayInputStream in = new ByteArrayInputStream(bytes, Math.toIntExact(position), length);
                assertThat(in.readNBytes(target, offset, length)).isEqualTo(length);
            }

            @Override
            public int readTail(byte[] target, int offset, int length) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long getPos() {
                return 0;
            }

            @Override
            public void seek(long position) {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }
        }
    }
}
