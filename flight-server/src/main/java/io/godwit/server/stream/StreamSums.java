package io.godwit.server.stream;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;

/** What a stream's closing batch states: rows, bytes and CRC32C of the record batch bodies as they are sent, in order. */
record StreamSums(long rows, long bytes, long crc32c) {
    /** Adds up while a stream is sent. Not for use by several threads. */
    static final class Running {
        private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(8).asReadOnlyBuffer();

        private final CRC32C checksum = new CRC32C();
        private long rows;
        private long bytes;

        void add(EncodedBatch batch) {
            rows += batch.rows();
            bytes += batch.bodyBytes();
            for (ArrowBuf buffer : batch.body()) {
                if (buffer.readableBytes() > 0) {
                    checksum.update(buffer.nioBuffer());
                    checksum.update(ZEROS.duplicate().limit(WireMessage.padding(buffer.readableBytes())));
                }
            }
        }

        StreamSums sums() {
            return new StreamSums(rows, bytes, checksum.getValue());
        }
    }
}
