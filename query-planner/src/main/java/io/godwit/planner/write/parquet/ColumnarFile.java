package io.godwit.planner.write.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file of an Iceberg table: names, field ids and types as the specification says, and what a manifest tells of
 * the file. Row groups may be filled side by side; they are written one at a time, in the order they shall stand.
 */
public final class ColumnarFile implements AutoCloseable {
    private static final int TRUNCATED_BYTES = 64;

    private final String location;
    private final Schema schema;
    private final MessageType type;
    private final int[] sources;
    private final List<Field> rows;
    private final WriteOptions options;
    private final BufferAllocator allocator;
    private final ParquetFileWriter writer;
    private final List<FloatTally> tallies;
    private long rowCount;
    private long length;

    /**
     * @param rows the columns of every batch
     * @param sources for each column of the table its place among them, negative where they lack it; types fit
     */
    public ColumnarFile(
            OutputFile file,
            Schema schema,
            List<Field> rows,
            int[] sources,
            WriteOptions options,
            BufferAllocator allocator) {
        this.location = file.location();
        this.schema = schema;
        this.type = ParquetSchemaUtil.convert(schema, "table");
        this.rows = List.copyOf(rows);
        this.sources = sources.clone();
        this.options = options;
        this.allocator = allocator;
        this.tallies = IntStream.range(0, type.getColumns().size())
                .mapToObj(column -> new FloatTally())
                .toList();
        Leaves.of(rows, schema, sources, type);
        try {
            writer = new ParquetFileWriter(
                    new IcebergOutput(file),
                    type,
                    ParquetFileWriter.Mode.CREATE,
                    options.rowGroupBytes(),
                    0,
                    TRUNCATED_BYTES,
                    Integer.MAX_VALUE,
                    true);
            writer.start();
        } catch (IOException e) {
            throw failed(location, e);
        }
    }

    /** A row group to be filled; the caller's to close, after it was written or without. */
    public RowGroup newRowGroup() {
        return new RowGroup(type.getColumns(), Leaves.of(rows, schema, sources, type), options, allocator);
    }

    /** Writes a row group whose columns are all finished. */
    public void write(RowGroup group, long groupRows) {
        try {
            writer.startBlock(groupRows);
            for (int i = 0; i < group.columnCount(); i++) {
                ColumnChunk chunk = group.chunks().get(i);
                write(chunk);
                tallies.get(i).add(chunk.tally());
            }
            writer.endBlock();
            rowCount += groupRows;
            length = writer.getPos();
        } catch (IOException e) {
            throw failed(location, e);
        }
    }

    private void write(ColumnChunk chunk) throws IOException {
        writer.startColumn(chunk.column(), chunk.valueCount(), chunk.codec());
        EncodedPage dictionary = chunk.dictionaryPage();
        if (dictionary != null) {
            writer.writeDictionaryPage(new DictionaryPage(
                    bytes(dictionary), dictionary.plainBytes(), dictionary.valueCount(), Encoding.PLAIN));
        }
        for (EncodedPage page : chunk.pages()) {
            writer.writeDataPage(
                    page.valueCount(),
                    page.plainBytes(),
                    bytes(page),
                    page.statistics(),
                    page.rowCount(),
                    Encoding.RLE,
                    Encoding.RLE,
                    page.encoding());
        }
        writer.endColumn();
    }

    private static BytesInput bytes(EncodedPage page) {
        ArrowBuf buffer = page.bytes();
        return BytesInput.from(buffer.nioBuffer(0, Math.toIntExact(buffer.writerIndex())));
    }

    /** Ends the file. */
    public void finish() {
        try {
            writer.end(Map.of("iceberg.schema", SchemaParser.toJson(schema)));
            length = writer.getPos();
            writer.close();
        } catch (IOException e) {
            throw failed(location, e);
        }
    }

    public String location() {
        return location;
    }

    public long rowCount() {
        return rowCount;
    }

    /** Bytes written so far. */
    public long length() {
        return length;
    }

    /** What a manifest tells of the columns; after {@link #finish}. */
    public Metrics metrics(MetricsConfig config) {
        return ParquetUtil.footerMetrics(
                writer.getFooter(),
                IntStream.range(0, tallies.size())
                        .filter(this::isFloating)
                        .<FieldMetrics<?>>mapToObj(column -> tallies.get(column)
                                .metrics(column(column)
                                        .getPrimitiveType()
                                        .getId()
                                        .intValue())),
                config);
    }

    private boolean isFloating(int column) {
        return switch (column(column).getPrimitiveType().getPrimitiveTypeName()) {
            case FLOAT, DOUBLE -> true;
            default -> false;
        };
    }

    private ColumnDescriptor column(int index) {
        return type.getColumns().get(index);
    }

    /** Where row groups begin. */
    public List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(writer.getFooter());
    }

    /** Closes the file as it is. */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(location, e);
        }
    }

    private static GodwitException failed(String location, IOException cause) {
        return new GodwitException(
                ErrorCode.UNAVAILABLE, "Cannot write %s: %s".formatted(location, cause.getMessage()), cause);
    }
}
