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
    BatchStream read(ExecutionContext context, List<Integer> columns);

    @Override
    void close();
}
