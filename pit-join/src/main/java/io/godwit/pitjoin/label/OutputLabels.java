package io.godwit.pitjoin.label;

import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Labels in their order, to be put out. Owns its batches. */
public interface OutputLabels extends AutoCloseable {
    List<VectorSchemaRoot> batches();

    int labelCount();

    @Override
    void close();
}
