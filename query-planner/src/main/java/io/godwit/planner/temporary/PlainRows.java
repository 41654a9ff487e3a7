package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchLoader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What clients upload in the one plain form that all else works on, however a client lays its values out: dictionaries, views
 * and 64-bit offsets become plain columns, lists of one length lists, times microseconds or nanoseconds, dates days, instants
 * UTC, half floats floats; at any depth. Every value is checked, since offsets and lengths come from a stranger.
 */
public final class PlainRows {
    private final Schema uploaded;
    private final PlainSchema plain;
    private final Schema schema;

    /**
     * @param dictionaries of the columns that are encoded, filled before the batches that use them
     * @throws io.godwit.pitjoin.batch.GodwitException when a column has no plain form, which names it
     */
    public PlainRows(Schema uploaded, DictionaryProvider dictionaries) {
        this.uploaded = uploaded;
        this.plain = new PlainSchema(dictionaries);
        this.schema = plain.of(uploaded);
    }

    /** Of the rows in plain form. */
    public Schema schema() {
        return schema;
    }

    /**
     * The rows of {@code batch}, which is used up. What is plain already is not copied.
     *
     * @throws RuntimeException that says what is wrong with the values; Arrow's own ValidateException or
     *     IllegalArgumentException, or a GodwitException
     */
    public VectorSchemaRoot of(VectorSchemaRoot batch, BufferAllocator allocator) {
        try {
            UploadedValues.check(batch);
            if (uploaded.equals(schema)) {
                return batch;
            }
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
        try (VectorSchemaRoot used = batch) {
            return converted(used, allocator);
        }
    }

    private VectorSchemaRoot converted(VectorSchemaRoot batch, BufferAllocator allocator) {
        VectorSchemaRoot converted = VectorSchemaRoot.create(schema, allocator);
        try (ArrowRecordBatch unloaded = PlainLayout.unload(batch, plain, allocator)) {
            BatchLoader.load(unloaded, converted);
            UploadedValues.check(converted);
            return converted;
        } catch (RuntimeException e) {
            converted.close();
            throw e;
        }
    }
}
