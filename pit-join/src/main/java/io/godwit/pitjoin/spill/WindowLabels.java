package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.label.OutputLabels;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A window of spilled labels, read back. */
record WindowLabels(List<VectorSchemaRoot> batches, int labelCount) implements OutputLabels {
    @Override
    public void close() {
        batches.forEach(VectorSchemaRoot::close);
    }
}
