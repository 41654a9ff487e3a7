package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows of a frame, wherever they are. Streams opened earlier stay valid after {@code close()}. */
interface FrameContent extends AutoCloseable {
    Schema schema();

    long rowCount();

    /** The given columns of all rows, in upload order. */
    default BatchStream read(ExecutionContext context, List<Integer> columns) {
        return read(context, columns, 0, rowCount());
    }

    /** The given columns of the rows from {@code firstRow} to before {@code endRow}, in upload order. */
    BatchStream read(ExecutionContext context, List<Integer> columns, long firstRow, long endRow);

    @Override
    void close();
}
