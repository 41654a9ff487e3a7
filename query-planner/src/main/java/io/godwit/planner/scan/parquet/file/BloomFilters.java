package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.BloomFilterReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.jspecify.annotations.Nullable;

/** The bloom filters of a row group, read when asked for. */
public final class BloomFilters extends BloomFilterReader {
    private static final int HEADER_BYTES = 64;

    private final FileRead read;
    private final FileBytes bytes;

    public BloomFilters(FileRead read, FileBytes bytes, BlockMetaData rowGroup) {
        super(null, rowGroup);
        this.read = read;
        this.bytes = bytes;
    }

    @Override
    public @Nullable BloomFilter readBloomFilter(ColumnChunkMetaData chunk) {
        long offset = chunk.getBloomFilterOffset();
        if (offset <= 0 || offset >= read.length()) {
            return null;
        }
        ByteBuffer start = bytes(offset, (int) Math.min(HEADER_BYTES, read.length() - offset));
        ByteBuffer walked = start.duplicate();
        CompactThrift.check(walked);
        BloomFilterHeader header = header(start);
        boolean known = header.getAlgorithm().isSetBLOCK()
                && header.getHash().isSetXXHASH()
                && header.getCompression().isSetUNCOMPRESSED();
        int size = header.getNumBytes();
        long bitset = offset + walked.position();
        if (!known || size <= 0 || size > BlockSplitBloomFilter.UPPER_BOUND_BYTES || size > read.length() - bitset) {
            return null;
        }
        return new BlockSplitBloomFilter(bytes(bitset, size).array());
    }

    private ByteBuffer bytes(long offset, int size) {
        ByteBuffer target = ByteBuffer.allocate(size);
        bytes.read(offset, target);
        return target.flip();
    }

    private static BloomFilterHeader header(ByteBuffer start) {
        try {
            return Util.readBloomFilterHeader(new ByteArrayInputStream(start.array()));
        } catch (IOException e) {
            throw new MalformedPage("the bloom filter's header: " + e.getMessage());
        }
    }
}
