package io.godwit.planner.scan.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.lz4.Lz4Compressor;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;

/** What no writer at hand makes any more. */
class DecompressorTest {
    private static final byte[] PAGE = "bar-tailed godwit ".repeat(200).getBytes(StandardCharsets.US_ASCII);

    @Test
    void blocksWithHadoopsLengthsAroundThemAreRead() {
        ByteBuffer framed = ByteBuffer.allocate(8192);
        for (int from = 0; from < PAGE.length; from += 1000) {
            byte[] part = Arrays.copyOfRange(PAGE, from, Math.min(PAGE.length, from + 1000));
            byte[] block = compress(part);
            framed.putInt(part.length).putInt(block.length).put(block);
        }
        assertThat(decompress(framed.flip())).isEqualTo(PAGE);
    }

    @Test
    void oneBlockWithNothingAroundItIsRead() {
        assertThat(decompress(ByteBuffer.wrap(compress(PAGE)))).isEqualTo(PAGE);
    }

    @Test
    void lengthsThatLieAreRefused() {
        byte[] block = compress(PAGE);
        ByteBuffer framed = ByteBuffer.allocate(8192);
        framed.putInt(PAGE.length - 1).putInt(block.length).put(block).putInt(1).putInt(0);
        assertThatThrownBy(() -> decompress(framed.flip())).isInstanceOf(MalformedPage.class);
        assertThatThrownBy(() -> decompress(ByteBuffer.wrap(new byte[] {0, 0, 0, 9})))
                .isInstanceOf(MalformedPage.class);
    }

    private static byte[] decompress(ByteBuffer compressed) {
        ByteBuffer source = ByteBuffer.allocateDirect(compressed.remaining());
        source.put(compressed).flip();
        ByteBuffer target = ByteBuffer.allocateDirect(PAGE.length);
        try (Decompressor lz4 = Decompressor.of(CompressionCodecName.LZ4)) {
            lz4.decompress(source, target.duplicate());
        }
        byte[] page = new byte[PAGE.length];
        target.get(page);
        return page;
    }

    private static byte[] compress(byte[] part) {
        Lz4Compressor lz4 = new Lz4Compressor();
        byte[] block = new byte[lz4.maxCompressedLength(part.length)];
        return Arrays.copyOf(block, lz4.compress(part, 0, part.length, block, 0, block.length));
    }
}
