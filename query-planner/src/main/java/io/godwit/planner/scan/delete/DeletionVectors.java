package io.godwit.planner.scan.delete;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.StorageAttempts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Reads deletion vectors, blobs of type {@code deletion-vector-v1} of Iceberg's Puffin specification: the length of what
 * follows, less the checksum; a magic number and the bitmap; their CRC-32. Iceberg's own reader builds the bitmap before it
 * looks at the checksum, and a damaged one can be larger than any heap.
 */
final class DeletionVectors {
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    private DeletionVectors() {}

    /** @throws GodwitException CORRUPT_DATA for a vector that is damaged, or about another data file */
    static PositionDeleteIndex read(InputFile input, DeleteFile vector, String dataFile) throws IOException {
        if (!dataFile.equals(vector.referencedDataFile())) {
            throw corrupt(vector, "is about %s and not about %s".formatted(vector.referencedDataFile(), dataFile));
        }
        byte[] bytes = StorageAttempts.make(() -> bytes(input, vector));
        check(vector, bytes);
        return PositionDeleteIndex.deserialize(bytes, vector);
    }

    private static byte[] bytes(InputFile input, DeleteFile vector) throws IOException {
        Long offset = vector.contentOffset();
        Long size = vector.contentSizeInBytes();
        if (offset == null
                || size == null
                || offset < 0
                || size < LENGTH_BYTES + CHECKSUM_BYTES
                || size > Math.min(Integer.MAX_VALUE - 8, vector.fileSizeInBytes() - offset)) {
            throw corrupt(
                    vector, "is said to be %s bytes at %s of %d".formatted(size, offset, vector.fileSizeInBytes()));
        }
        try (SeekableInputStream stream = input.newStream()) {
            stream.seek(offset);
            byte[] bytes = stream.readNBytes(size.intValue());
            if (bytes.length < size) {
                throw new EOFException(
                        "Deletion vector in %s ends before byte %d".formatted(vector.location(), offset + size));
            }
            return bytes;
        }
    }

    private static void check(DeleteFile vector, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int summed = bytes.length - LENGTH_BYTES - CHECKSUM_BYTES;
        CRC32 checksum = new CRC32();
        checksum.update(bytes, LENGTH_BYTES, summed);
        if (buffer.getInt(0) != summed || buffer.getInt(LENGTH_BYTES + summed) != (int) checksum.getValue()) {
            throw corrupt(vector, "does not have the length or the checksum that it names");
        }
    }

    private static GodwitException corrupt(DeleteFile vector, String what) {
        return new GodwitException(
                ErrorCode.CORRUPT_DATA, "A deletion vector in %s %s".formatted(vector.location(), what));
    }
}
