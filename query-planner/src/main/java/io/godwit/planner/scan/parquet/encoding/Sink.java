package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * The vector a leaf column is being decoded into. Filling goes in steps: {@link #reserve}, then validity bits and the
 * values that are present, densely, then {@link #advance}, which moves the values to their slots.
 */
public abstract sealed class Sink implements AutoCloseable permits FixedWidthSink, VariableWidthSink, BooleanSink {
    private final boolean nullable;
    private final OutputBuffer validity;
    private int slots;
    private int nulls;

    /** @param nullable whether slots may be null; otherwise no validity is kept */
    Sink(BufferAllocator allocator, boolean nullable) {
        this.nullable = nullable;
        this.validity = new OutputBuffer(allocator, Bits.OVERSHOOT);
    }

    public final int slots() {
        return slots;
    }

    public final boolean nullable() {
        return nullable;
    }

    /** Where the validity bits go; those of the next slots begin at bit {@link #slots()}. */
    public final long validity() {
        return validity.address();
    }

    /** Makes room for {@code more} slots. */
    public final void reserve(int more) {
        int wanted = Math.addExact(slots, more);
        if (nullable) {
            validity.ensure(Bits.bytes(wanted), Bits.bytes(slots));
        }
        reserveValues(wanted);
    }

    /** Ends a step of {@code more} slots, of which {@code present} are not null and have just been decoded. */
    public final void advance(int more, int present) {
        if (present < more) {
            if (!nullable) {
                throw new IllegalStateException("nulls where no validity is kept");
            }
            spread(more, present);
            nulls += more - present;
        }
        slots += more;
    }

    /** Appends slots that are all null. */
    final void appendNulls(int more) {
        reserve(more);
        Bits.fill(validity.address(), slots, more, false);
        advance(more, 0);
    }

    /**
     * Moves what was decoded into {@code vector}; the sink is empty afterwards and may be filled again.
     *
     * @param nullParents in how many slots even a required field is null, since the struct around it is
     */
    public final void moveTo(FieldVector vector, int nullParents, BufferAllocator allocator) {
        if (nulls > nullParents && !vector.getField().isNullable()) {
            throw new MalformedPage("it is required and holds nulls");
        }
        try (ArrowBuf bits = nulls > 0 ? validity.take(Bits.bytes(slots)) : allocator.getEmpty()) {
            loadInto(vector, new ArrowFieldNode(slots, nulls), bits);
        }
        clear();
    }

    /** Begins again; what was decoded and not moved out is lost. */
    public final void clear() {
        slots = 0;
        nulls = 0;
    }

    @Override
    public void close() {
        validity.close();
    }

    /** Loads buffers and lets go of them: the vector holds its own references. */
    public static void load(FieldVector vector, ArrowFieldNode node, ArrowBuf... buffers) {
        vector.loadFieldBuffers(node, List.of(buffers));
    }

    abstract void reserveValues(int wantedSlots);

    abstract void spread(int more, int present);

    abstract void loadInto(FieldVector vector, ArrowFieldNode node, ArrowBuf validity);
}
