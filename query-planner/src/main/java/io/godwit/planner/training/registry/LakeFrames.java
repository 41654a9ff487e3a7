package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.digest.DigestedStream;
import io.godwit.planner.digest.TableDigest;
import io.godwit.planner.temporary.ArrowStreamFrame;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.temporary.TemporaryTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Label frames of training datasets, kept in the lake as Arrow IPC streams so that every type and the order of rows stay
 * as they were uploaded.
 */
public final class LakeFrames {
    private static final String UNWRITTEN = "";

    private final FileIO io;
    private final String directory;

    LakeFrames(FileIO io, String registryLocation) {
        this.io = io;
        this.directory = registryLocation + "/frames/";
    }

    /** Where a frame will be kept: in a file of this one version's, so that no other version's end can take it away. */
    public Manifest.LabelFrame plan(Frame frame) {
        String location = "%s%s-%s.arrow"
                .formatted(directory, frame.id(), UUID.randomUUID().toString().substring(0, 8));
        return new Manifest.LabelFrame(frame.name(), frame.id(), location, frame.rowCount(), 0, UNWRITTEN);
    }

    public static boolean isPlanned(Manifest.LabelFrame frame) {
        return frame.digest().equals(UNWRITTEN);
    }

    /** Writes a frame to where it was planned to be. */
    public Manifest.LabelFrame keep(ExecutionContext context, Frame frame, Manifest.LabelFrame planned) {
        String location = planned.location();
        TableDigest digest = write(context, frame, io.newOutputFile(location));
        return new Manifest.LabelFrame(
                frame.name(),
                frame.id(),
                location,
                frame.rowCount(),
                digest.version(),
                digest.whole().toString());
    }

    private static TableDigest write(ExecutionContext context, Frame frame, OutputFile file) {
        List<Integer> columns =
                IntStream.range(0, frame.schema().getFields().size()).boxed().toList();
        try (DigestedStream rows = new DigestedStream(context, frame.read(context, columns), (low, high, count) -> {});
                VectorSchemaRoot written = VectorSchemaRoot.create(frame.schema(), context.allocator());
                ArrowStreamWriter writer =
                        new ArrowStreamWriter(written, null, Channels.newChannel(file.createOrOverwrite()))) {
            writer.start();
            for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
                try (VectorSchemaRoot owned = batch;
                        ArrowRecordBatch buffers = new VectorUnloader(owned).getRecordBatch()) {
                    new VectorLoader(written).load(buffers);
                    writer.writeBatch();
                }
            }
            writer.end();
            return rows.digest();
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Cannot keep frame %s in the lake at %s: %s"
                            .formatted(frame.name(), file.location(), e.getMessage()),
                    e);
        }
    }

    /** The frames as the dataset's query names them. */
    public TemporaryTables open(ExecutionContext context, List<Manifest.LabelFrame> kept) {
        Map<String, Frame> frames = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        kept.forEach(frame -> frames.put(frame.name(), open(context, frame)));
        return new KeptFrames(frames);
    }

    private Frame open(ExecutionContext context, Manifest.LabelFrame kept) {
        KeptFile file = new KeptFile(io, kept.location());
        return new ArrowStreamFrame(kept.name(), kept.id(), file.schema(context), kept.rowCount(), file);
    }

    /** A frame's file, which never changes: a query over it that was planned once need not be planned again. */
    private record KeptFile(FileIO io, String location) implements Supplier<InputStream> {
        @Override
        public InputStream get() {
            InputFile file = io.newInputFile(location);
            if (!file.exists()) {
                throw new GodwitException(
                        ErrorCode.FAILED_PRECONDITION,
                        "The label frame at %s is gone, and the dataset cannot be read without it".formatted(location));
            }
            return file.newStream();
        }

        Schema schema(ExecutionContext context) {
            try (ArrowStreamReader reader = new ArrowStreamReader(get(), context.allocator())) {
                return reader.getVectorSchemaRoot().getSchema();
            } catch (IOException e) {
                throw new GodwitException(
                        ErrorCode.UNAVAILABLE,
                        "Cannot read the label frame at %s: %s".formatted(location, e.getMessage()),
                        e);
            }
        }
    }

    public boolean exists(Manifest.LabelFrame frame) {
        return io.newInputFile(frame.location()).exists();
    }

    /** @param frames those of a manifest */
    private record KeptFrames(Map<String, Frame> frames) implements TemporaryTables {
        @Override
        public Optional<Frame> find(String name) {
            return Optional.ofNullable(frames.get(name));
        }

        @Override
        public Collection<Frame> all() {
            return List.copyOf(frames.values());
        }
    }
}
