package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table a client uploaded. Immutable: its id is derived from its content. */
public interface Frame {
    /** What the session calls it. */
    String name();

    /** Derived from schema and rows: the same upload has the same id on every replica. */
    String id();

    Schema schema();

    long rowCount();

    /** The given columns of all rows, in upload order. */
    BatchStream read(ExecutionContext context, List<Integer> columns);
}
