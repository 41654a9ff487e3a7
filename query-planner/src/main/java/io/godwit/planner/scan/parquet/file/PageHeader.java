package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.nio.ByteBuffer;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * The header of one page.
 *
 * @param compressedSize bytes of the page in the file, levels included
 * @param uncompressedSize bytes of the page in memory, levels included
 * @param checksum CRC-32 of the bytes in the file, or null where the writer stored none
 * @param valueCount values of a data page, nulls included; entries of a dictionary
 * @param rowCount rows that begin in the page, or -1 where the header does not say (v1)
 * @param definitionBytes length of the definition levels of a v2 page
 * @param repetitionBytes length of the repetition levels of a v2 page
 * @param compressed whether the codec was applied (v2 may leave it out)
 */
public record PageHeader(
        PageType type,
        int compressedSize,
        int uncompressedSize,
        @Nullable Integer checksum,
        Encoding encoding,
        Encoding definitionEncoding,
        Encoding repetitionEncoding,
        int valueCount,
        int rowCount,
        int definitionBytes,
        int repetitionBytes,
        boolean compressed) {

    /** Reads the header at the position of {@code in}, which is left behind it; null for pages that hold no values. */
    public static @Nullable PageHeader read(ByteBuffer in) {
        CompactThrift thrift = new CompactThrift(in);
        int[] top = new int[5];
        boolean hasChecksum = false;
        int[] body = {};
        for (int id = thrift.nextField(0); id != 0; id = thrift.nextField(id)) {
            switch (id) {
                case 1, 2, 3 -> top[id] = thrift.intValue();
                case 4 -> {
                    top[4] = thrift.intValue();
                    hasChecksum = true;
                }
                case 5, 7, 8 -> body = thrift.intFields(7);
                default -> thrift.skipValue();
            }
        }
        PageType type = PageType.findByValue(top[1]);
        if (type == null) {
            throw new MalformedPage("page type " + top[1]);
        }
        checkSize(top[2]);
        checkSize(top[3]);
        if (type == PageType.INDEX_PAGE) {
            in.position(in.position() + Math.min(in.remaining(), top[3]));
            return null;
        }
        if (body.length == 0) {
            throw new MalformedPage("the " + type + " header lacks its second part");
        }
        return type == PageType.DATA_PAGE_V2
                ? versionTwo(top, hasChecksum, body)
                : versionOne(type, top, hasChecksum, body);
    }

    private static PageHeader versionOne(PageType type, int[] top, boolean hasChecksum, int[] body) {
        boolean data = type == PageType.DATA_PAGE;
        return new PageHeader(
                type,
                top[3],
                top[2],
                hasChecksum ? top[4] : null,
                encoding(body[2]),
                data ? encoding(body[3]) : Encoding.RLE,
                data ? encoding(body[4]) : Encoding.RLE,
                count(body[1]),
                -1,
                0,
                0,
                true);
    }

    private static PageHeader versionTwo(int[] top, boolean hasChecksum, int[] body) {
        int definitionBytes = count(body[5]);
        int repetitionBytes = count(body[6]);
        if ((long) definitionBytes + repetitionBytes > Math.min(top[2], top[3])) {
            throw new MalformedPage("levels of %d and %d bytes in a page of %d bytes, %d in the file"
                    .formatted(repetitionBytes, definitionBytes, top[2], top[3]));
        }
        return new PageHeader(
                PageType.DATA_PAGE_V2,
                top[3],
                top[2],
                hasChecksum ? top[4] : null,
                encoding(body[4]),
                Encoding.RLE,
                Encoding.RLE,
                count(body[1]),
                count(body[3]),
                definitionBytes,
                repetitionBytes,
                body[7] != 0);
    }

    private static void checkSize(int size) {
        if (size < 0) {
            throw new MalformedPage("page size " + size);
        }
    }

    private static int count(int value) {
        if (value < 0) {
            throw new MalformedPage("page header count " + value);
        }
        return value;
    }

    private static Encoding encoding(int value) {
        Encoding encoding = Encoding.findByValue(value);
        if (encoding == null) {
            throw new MalformedPage("encoding " + value);
        }
        return encoding;
    }
}
