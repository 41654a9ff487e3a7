package io.godwit.planner.scan.parquet.file;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * What a Parquet file says about itself. Immutable as the file is, so it may be kept and shared.
 *
 * @param sizeBytes of the footer in the file
 */
public record Footer(MessageType schema, List<BlockMetaData> rowGroups, int sizeBytes) {
    private static final int FIRST_READ = 1 << 16;
    private static final int TAIL = 8;
    private static final int MAGIC = 0x31524150;
    private static final int ENCRYPTED_MAGIC = 0x45524150;

    /** Reads the footer of a file of {@code length} bytes. */
    public static Footer read(FileBytes file, String location, long length) {
        try {
            return parse(file, location, length);
        } catch (MalformedPage e) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA,
                    "Parquet file %s has a damaged footer: %s".formatted(location, e.getMessage()),
                    e);
        }
    }

    /**
     * A footer that stands in no file, read like any other. The classes this needs are loaded then: some hundred milliseconds, in the
     * midst of which no query can be given up.
     */
    public static Footer ofNoFile() {
        SchemaElement root = new SchemaElement("root").setNum_children(1);
        SchemaElement column =
                new SchemaElement("number").setType(Type.INT64).setRepetition_type(FieldRepetitionType.OPTIONAL);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try {
            Util.writeFileMetaData(new FileMetaData(1, List.of(root, column), 0, List.of()), written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer footer = ByteBuffer.wrap(written.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        CompactThrift.check(footer.duplicate());
        return convert(footer, footer.remaining(), "of no file");
    }

    private static Footer parse(FileBytes file, String location, long length) {
        if (length < TAIL + 4) {
            throw new MalformedPage("the file has only " + length + " bytes");
        }
        int tailSize = (int) Math.min(length, FIRST_READ);
        ByteBuffer tail = read(file, length - tailSize, tailSize);
        int magic = tail.getInt(tailSize - 4);
        if (magic == ENCRYPTED_MAGIC) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED, "Parquet file %s is encrypted; rewrite it unencrypted".formatted(location));
        }
        if (magic != MAGIC) {
            throw new MalformedPage("it does not end in PAR1");
        }
        int size = tail.getInt(tailSize - TAIL);
        if (size <= 0 || size > length - TAIL - 4) {
            throw new MalformedPage("footer of %d bytes in a file of %d".formatted(size, length));
        }
        ByteBuffer footer = size <= tailSize - TAIL
                ? tail.slice(tailSize - TAIL - size, size)
                : read(file, length - TAIL - size, size);
        CompactThrift.check(footer.duplicate());
        return convert(footer, size, location);
    }

    private static ByteBuffer read(FileBytes file, long position, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.read(position, bytes);
        return bytes.flip();
    }

    private static Footer convert(ByteBuffer footer, int size, String location) {
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(
                    footer.array(), footer.arrayOffset() + footer.position(), footer.remaining());
            FileMetaData thrift = Util.readFileMetaData(in, Integer.MAX_VALUE);
            refuseUnknownTypes(thrift, location);
            ParquetMetadata metadata = new ParquetMetadataConverter().fromParquetMetadata(thrift);
            return new Footer(metadata.getFileMetaData().getSchema(), List.copyOf(metadata.getBlocks()), size);
        } catch (GodwitException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            MalformedPage malformed = new MalformedPage(String.valueOf(e.getMessage()));
            malformed.addSuppressed(e);
            throw malformed;
        }
    }

    /** A logical type that came after this reader's definition of the format: what its values mean is not known. */
    private static void refuseUnknownTypes(FileMetaData metadata, String location) {
        for (SchemaElement element : metadata.getSchema()) {
            if (element.isSetLogicalType() && element.getLogicalType().getSetField() == null) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" of Parquet file %s has a logical type that is not known here; rewrite the file without it"
                                .formatted(element.getName(), location));
            }
        }
    }
}
