package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import io.godwit.planner.scan.parquet.encoding.RunLengthDecoder;
import io.godwit.planner.scan.parquet.encoding.Sink;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.page.LeafPages;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** A column that is neither repeated nor inside a struct: a row has one value or null. */
final class FlatColumnReader implements ColumnReader {
    private final Field field;
    private final BufferAllocator allocator;
    private final LeafPages pages;
    private final LeafDecoders decoders;
    private final Sink sink;
    private final boolean optional;
    private final RunLengthDecoder levels = new RunLengthDecoder();

    FlatColumnReader(Field field, BufferAllocator allocator, LeafPages pages, LeafDecoders decoders, boolean optional) {
        this.field = field;
        this.allocator = allocator;
        this.pages = pages;
        this.decoders = decoders;
        this.sink = decoders.sink();
        this.optional = optional;
    }

    @Override
    public void read(int rows) {
        try {
            sink.reserve(rows);
            for (int left = rows; left > 0; ) {
                int now = openPage(left);
                int present = optional ? levels.readBits(sink.validity(), sink.slots(), now) : now;
                pages.decoder().decode(present);
                sink.advance(now, present);
                pages.consume(now);
                left -= now;
            }
        } catch (MalformedPage e) {
            throw pages.location().corrupt(e);
        }
    }

    @Override
    public void skip(long rows) {
        try {
            for (long left = pages.skipPages(rows); left > 0; left = pages.skipPages(left)) {
                int now = openPage((int) Math.min(left, Integer.MAX_VALUE));
                pages.decoder().skip(optional ? levels.skipBits(now) : now);
                pages.consume(now);
                left -= now;
            }
        } catch (MalformedPage e) {
            throw pages.location().corrupt(e);
        }
    }

    /** How many of the next {@code wanted} rows the current page has; loads the next one when it has none. */
    private int openPage(int wanted) {
        if (pages.valuesLeft() == 0) {
            pages.loadNext();
            if (optional) {
                MemoryCursor definitions = pages.definitionLevels();
                levels.reset(definitions.position(), definitions.remaining(), 1);
            }
        }
        return Math.min(wanted, pages.valuesLeft());
    }

    @Override
    public FieldVector take() {
        FieldVector vector = field.createVector(allocator);
        try {
            sink.moveTo(vector, 0, allocator);
            return vector;
        } catch (MalformedPage e) {
            vector.close();
            throw pages.location().corrupt(e);
        } catch (RuntimeException e) {
            vector.close();
            throw e;
        }
    }

    @Override
    public void close() {
        decoders.close();
        pages.close();
    }
}
