package io.godwit.planner.training.hash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;

/** Reads what {@link RowHashFile} wrote. */
public record RowHashReader(InputFile file) implements HashDifference.Hashes {
    @Override
    public void forEach(LongConsumer consumer) {
        try (CloseableIterable<StructLike> rows = Parquet.read(file)
                .project(RowHashFile.SCHEMA)
                .createReaderFunc(type -> InternalReader.create(RowHashFile.SCHEMA, type))
                .build()) {
            for (StructLike row : rows) {
                consumer.accept(row.get(0, Long.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
