package io.godwit.planner.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

/** A table that engines write to and change in every way there is, as a seed has it, and what its rows then are. */
final class HistoryTable {
    static final String MAIN = "main";
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g");

    final Table table;
    private final Random random;
    private final Map<String, State> branches = new TreeMap<>();
    private final Map<Long, State> snapshots = new LinkedHashMap<>();
    private final List<Schema> earlierSchemas = new ArrayList<>();
    private long nextId;
    private boolean orc = true;
    int largest = 30;

    /** One row, as it stands in a file. */
    record StoredRow(
            Map<Integer, @Nullable Object> values,
            StoredFile file,
            long position,
            @Nullable Long rowId,
            @Nullable Long updated) {}

    /** @param sequence from when it is committed on */
    static final class StoredFile {
        final DataFile file;
        final Map<Integer, @Nullable Object> partition;

        StoredFile(DataFile file, Map<Integer, @Nullable Object> partition) {
            this.file = file;
            this.partition = partition;
        }
    }

    /** What a snapshot says of a file. */
    record FileFacts(DataFile file, long sequence, @Nullable Long firstRowId) {}

    record State(List<StoredRow> rows, Map<String, FileFacts> files, Map<String, Set<Long>> deletedPositions) {
        static final State EMPTY = new State(List.of(), Map.of(), Map.of());

        /** As the manifests of now say, which may tell a partition's value by a wider type. */
        DataFile dataFile(StoredFile file) {
            return Objects.requireNonNull(files.get(file.file.location())).file;
        }

        long sequence(StoredRow row) {
            return Objects.requireNonNull(files.get(row.file.file.location())).sequence;
        }

        @Nullable
        Long rowId(StoredRow row) {
            Long first = Objects.requireNonNull(files.get(row.file.file.location())).firstRowId;
            return first == null ? null : row.rowId != null ? row.rowId : Long.valueOf(first + row.position);
        }

        @Nullable
        Long updated(StoredRow row) {
            FileFacts facts = Objects.requireNonNull(files.get(row.file.file.location()));
            return facts.firstRowId == null ? null : row.updated != null ? row.updated : Long.valueOf(facts.sequence);
        }
    }

    HistoryTable(Table table, Random random) {
        this.table = table;
        this.random = random;
        branches.put(MAIN, State.EMPTY);
    }

    State state(String branch) {
        return Objects.requireNonNull(branches.get(branch));
    }

    Set<String> branches() {
        return branches.keySet();
    }

    Map<Long, State> snapshots() {
        return snapshots;
    }

    static Schema randomSchema(Random random, int version) {
        List<NestedField> fields = new ArrayList<>();
        fields.add(NestedField.required(1, "id", Types.LongType.get()));
        fields.add(NestedField.optional(2, "k", Types.IntegerType.get()));
        fields.add(NestedField.optional(
                3, "t", random.nextBoolean() ? Types.TimestampType.withoutZone() : Types.TimestampType.withZone()));
        for (int i = 0; i < 3 + random.nextInt(4); i++) {
            Type type = randomType(random, version, 2);
            fields.add(NestedField.optional(100 * (i + 1), NAMES.get(i), type));
        }
        return TypeUtil.assignIncreasingFreshIds(new Schema(fields));
    }

    static Type randomType(Random random, int version, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return switch (random.nextInt(4)) {
                case 0, 1 -> {
                    List<NestedField> fields = new ArrayList<>();
                    int count = 1 + random.nextInt(3);
                    for (int i = 0; i < count; i++) {
                        fields.add(NestedField.optional(
                                1000 + random.nextInt(1_000_000),
                                "xyz".substring(i, i + 1),
                                randomType(random, version, depth - 1)));
                    }
                    yield Types.StructType.of(fields);
                }
                case 2 ->
                    Types.ListType.ofOptional(random.nextInt(1_000_000) + 2000, randomType(random, version, depth - 1));
                default ->
                    Types.MapType.ofOptional(
                            random.nextInt(1_000_000) + 2000,
                            random.nextInt(1_000_000) + 2_000_000,
                            random.nextBoolean() ? Types.StringType.get() : Types.IntegerType.get(),
                            randomType(random, version, depth - 1));
            };
        }
        return switch (random.nextInt(version >= 3 ? 19 : 17)) {
            case 0 -> Types.BooleanType.get();
            case 1, 2 -> Types.IntegerType.get();
            case 3 -> Types.LongType.get();
            case 4, 5 -> Types.FloatType.get();
            case 6 -> Types.DoubleType.get();
            case 7 -> Types.DateType.get();
            case 8 -> Types.TimeType.get();
            case 9 -> Types.TimestampType.withoutZone();
            case 10 -> Types.TimestampType.withZone();
            case 11, 12 -> Types.StringType.get();
            case 13 -> Types.UUIDType.get();
            case 14 -> random.nextBoolean() ? Types.FixedType.ofLength(5) : Types.BinaryType.get();
            case 15 -> Types.DecimalType.of(9, 2);
            case 16 -> Types.DecimalType.of(Plain.pick(random, 4, 18, 20, 38), 3);
            case 17 -> Types.TimestampNanoType.withoutZone();
            default -> Types.TimestampNanoType.withZone();
        };
    }

    int version() {
        return TableUtil.formatVersion(table);
    }

    /** Takes a step and says which. */
    String step() {
        table.refresh();
        int kind = random.nextInt(100);
        String branch =
                random.nextInt(8) == 0 ? Plain.pick(random, branches.keySet().toArray(String[]::new)) : MAIN;
        boolean empty = state(branch).rows.isEmpty();
        if (kind < 26 || empty && kind < 60) {
            return append(branch);
        } else if (kind < 38) {
            return version() == 1 ? rewrite(branch, true) : deletePositions(branch);
        } else if (kind < 50) {
            return version() == 1 ? append(branch) : deleteKeys(branch);
        } else if (kind < 56) {
            return rewrite(branch, true);
        } else if (kind < 60) {
            return rewrite(branch, false);
        } else if (kind < 62) {
            return dropFile(branch);
        } else if (kind < 84) {
            return evolveSchema();
        } else if (kind < 91) {
            return evolvePartitions();
        } else if (kind < 93) {
            return createRef();
        } else if (kind < 95) {
            return rollBack();
        } else if (kind < 97 && table.currentSnapshot() != null) {
            table.rewriteManifests().clusterBy(file -> random.nextInt(2)).commit();
            committed(MAIN, state(MAIN));
            return "rewrite manifests";
        }
        return upgrade();
    }

    private String upgrade() {
        int version = version();
        if (version == 3) {
            return append(MAIN);
        }
        table.updateProperties()
                .set("format-version", Integer.toString(version + 1))
                .commit();
        return "upgrade to " + (version + 1);
    }

    private void committed(String branch, State next) {
        table.refresh();
        Snapshot snapshot = branch.equals(MAIN) ? table.currentSnapshot() : table.snapshot(branch);
        if (snapshot == null) {
            branches.put(branch, next);
            return;
        }
        State state = new State(List.copyOf(next.rows), facts(snapshot), next.deletedPositions);
        branches.put(branch, state);
        snapshots.put(snapshot.snapshotId(), state);
    }

    private Map<String, FileFacts> facts(Snapshot snapshot) {
        Map<String, FileFacts> facts = new HashMap<>();
        for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
            try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, table.io(), table.specs())) {
                for (DataFile file : reader) {
                    Long sequence = file.dataSequenceNumber();
                    facts.put(
                            file.location(),
                            new FileFacts(file.copy(), sequence == null ? 0 : sequence, file.firstRowId()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return facts;
    }

    private long newId() {
        return nextId++;
    }

    // ---- data

    private FileFormat format() {
        if (!orc
                || TypeUtil.find(table.schema(), type -> type.typeId() == Type.TypeID.TIMESTAMP_NANO) != null
                || random.nextInt(4) != 0) {
            return random.nextInt(5) == 0 ? FileFormat.AVRO : FileFormat.PARQUET;
        }
        return FileFormat.ORC;
    }

    private String append(String branch) {
        State state = state(branch);
        List<StoredRow> added = write(randomRows(), false);
        var append = table.newAppend().toBranch(branch);
        if (random.nextInt(4) == 0) {
            append = table.newFastAppend().toBranch(branch);
        }
        for (StoredFile file : files(added)) {
            append.appendFile(file.file);
        }
        append.commit();
        committed(branch, plus(state, added));
        return "append " + added.size() + " to " + branch + " as "
                + files(added).size() + " files";
    }

    private static Set<StoredFile> files(Collection<StoredRow> rows) {
        Set<StoredFile> files = new java.util.LinkedHashSet<>();
        rows.forEach(row -> files.add(row.file));
        return files;
    }

    private static State plus(State state, List<StoredRow> added) {
        List<StoredRow> rows = new ArrayList<>(state.rows);
        rows.addAll(added);
        return new State(rows, state.files, state.deletedPositions);
    }

    private List<Map<Integer, @Nullable Object>> randomRows() {
        int count = random.nextInt(12) == 0 ? 1 + random.nextInt(20 * largest) : 1 + random.nextInt(largest);
        List<Map<Integer, @Nullable Object>> rows = new ArrayList<>();
        boolean narrow = random.nextInt(4) == 0;
        Map<Integer, @Nullable Object> first = Plain.struct(table.schema().asStruct(), random);
        for (int i = 0; i < count; i++) {
            Map<Integer, @Nullable Object> row = Plain.struct(table.schema().asStruct(), random);
            if (narrow) {
                for (NestedField field : table.schema().columns()) {
                    if (field.fieldId() % 3 != 0 || random.nextInt(10) != 0) {
                        row.put(field.fieldId(), first.get(field.fieldId()));
                    }
                }
            }
            row.put(1, newId());
            row.put(2, random.nextInt(8) == 0 ? null : (Object) (long) random.nextInt(6));
            rows.add(row);
        }
        return rows;
    }

    private record RowToWrite(
            Map<Integer, @Nullable Object> values,
            @Nullable Long rowId,
            @Nullable Long updated) {}

    private List<StoredRow> write(List<Map<Integer, @Nullable Object>> rows, boolean whole) {
        return writeRows(
                rows.stream().map(row -> new RowToWrite(row, null, null)).toList(), whole);
    }

    /** Writes rows of the current schema, a file or two for each partition. */
    private List<StoredRow> writeRows(List<RowToWrite> rows, boolean whole) {
        PartitionSpec spec = table.spec();
        Map<List<@Nullable Object>, List<RowToWrite>> byPartition = new LinkedHashMap<>();
        Map<List<@Nullable Object>, PartitionData> partitions = new HashMap<>();
        for (RowToWrite row : rows) {
            PartitionData partition = partition(spec, row.values);
            List<@Nullable Object> key = values(partition);
            partitions.put(key, partition);
            byPartition.computeIfAbsent(key, none -> new ArrayList<>()).add(row);
        }
        Schema schema = whole ? table.schema() : writerSchema(spec);
        List<StoredRow> written = new ArrayList<>();
        byPartition.forEach((key, all) -> {
            int half = random.nextInt(4) == 0 ? random.nextInt(all.size()) : 0;
            if (half > 0) {
                written.addAll(
                        writeFile(schema, spec, Objects.requireNonNull(partitions.get(key)), all.subList(0, half)));
            }
            written.addAll(writeFile(
                    schema, spec, Objects.requireNonNull(partitions.get(key)), all.subList(half, all.size())));
        });
        return written;
    }

    private PartitionData partition(PartitionSpec spec, Map<Integer, @Nullable Object> row) {
        PartitionKey key = new PartitionKey(spec, table.schema());
        GenericRecord record = Plain.record(table.schema().asStruct(), row);
        key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(record));
        PartitionData partition = new PartitionData(spec.partitionType());
        for (int i = 0; i < spec.fields().size(); i++) {
            partition.set(i, key.get(i, Object.class));
        }
        return partition;
    }

    private static List<@Nullable Object> values(StructLike partition) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < partition.size(); i++) {
            values.add(partition.get(i, Object.class));
        }
        return values;
    }

    /** The table's, an earlier one, or one without some columns. */
    private Schema writerSchema(PartitionSpec spec) {
        Set<Integer> sources = new HashSet<>();
        Set<Integer> identities = new HashSet<>();
        for (PartitionField field : spec.fields()) {
            (field.transform().isIdentity() ? identities : sources).add(field.sourceId());
        }
        if (random.nextInt(6) == 0 && !earlierSchemas.isEmpty()) {
            Schema earlier = earlierSchemas.get(random.nextInt(earlierSchemas.size()));
            boolean fits = sources.stream()
                            .allMatch(id -> earlier.findField(id) != null
                                    && earlier.findType(id)
                                            .equals(table.schema().findType(id)))
                    && identities.stream()
                            .allMatch(id -> earlier.findField(id) != null
                                    && earlier.findType(id)
                                            .equals(table.schema().findType(id)))
                    && earlier.columns().stream().allMatch(field -> fits(field));
            if (fits && allRequiredAreIn(earlier)) {
                return earlier;
            }
        }
        if (random.nextInt(4) == 0) {
            List<NestedField> left = table.schema().columns().stream()
                    .filter(field -> field.isRequired() && field.initialDefault() == null
                            || field.type().isStructType()
                                    && !disjoint(TypeUtil.getProjectedIds(new Schema(field)), sources, identities)
                            || sources.contains(field.fieldId())
                            || random.nextInt(3) != 0)
                    .toList();
            return new Schema(left);
        }
        return table.schema();
    }

    private boolean allRequiredAreIn(Schema earlier) {
        return table.schema().columns().stream()
                .allMatch(field -> field.isOptional()
                        || field.initialDefault() != null
                        || earlier.findField(field.fieldId()) != null);
    }

    private static boolean disjoint(Set<Integer> ids, Set<Integer> one, Set<Integer> other) {
        return ids.stream().noneMatch(id -> one.contains(id) || other.contains(id));
    }

    /** Whether values of the current schema can be written as an earlier field, narrower ones excepted. */
    private boolean fits(NestedField field) {
        NestedField now = table.schema().findField(field.fieldId());
        return now == null ? field.isOptional() : !field.isRequired() || now.isRequired();
    }

    private List<StoredRow> writeFile(
            Schema schema, PartitionSpec spec, PartitionData partition, List<RowToWrite> rows) {
        boolean lineage = rows.stream().anyMatch(row -> row.rowId != null);
        Schema stored = lineage
                ? TypeUtil.join(
                        schema, new Schema(MetadataColumns.ROW_ID, MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER))
                : schema;
        boolean badForOrc =
                rows.stream().anyMatch(row -> Plain.isBadForOrc(table.schema().asStruct(), row.values));
        FileFormat format = badForOrc ? FileFormat.PARQUET : format();
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(format)
                .dataSchema(stored)
                .writerProperties(table.properties())
                .build()
                .newDataWriter(newFile(format), spec, partition);
        List<Map<Integer, @Nullable Object>> values = new ArrayList<>();
        try (writer) {
            for (RowToWrite row : rows) {
                Map<Integer, @Nullable Object> narrowed = narrowed(schema.asStruct(), row.values);
                values.add(narrowed);
                Map<Integer, @Nullable Object> all = new LinkedHashMap<>(narrowed);
                all.put(MetadataColumns.ROW_ID.fieldId(), row.rowId);
                all.put(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), row.updated);
                writer.write(Plain.record(stored.asStruct(), all));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Integer, @Nullable Object> byField = new LinkedHashMap<>();
        for (int i = 0; i < spec.fields().size(); i++) {
            Type type = spec.partitionType().fields().get(i).type();
            byField.put(spec.fields().get(i).fieldId(), Plain.ofInternal(type, partition.get(i, Object.class)));
        }
        StoredFile file = new StoredFile(writer.toDataFile(), byField);
        List<StoredRow> written = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Map<Integer, @Nullable Object> row = values.get(i);
            for (PartitionField field : spec.fields()) {
                if (field.transform().isIdentity() && table.schema().asStruct().field(field.sourceId()) != null) {
                    row.put(field.sourceId(), rows.get(i).values.get(field.sourceId()));
                }
            }
            written.add(new StoredRow(row, file, i, rows.get(i).rowId, rows.get(i).updated));
        }
        return written;
    }

    /** What of a row's values a schema that is perhaps narrower can hold: those fields, and values anew where they do not fit. */
    @SuppressWarnings("unchecked")
    private Map<Integer, @Nullable Object> narrowed(Types.StructType type, Map<Integer, @Nullable Object> row) {
        Map<Integer, @Nullable Object> values = new LinkedHashMap<>();
        for (NestedField field : type.fields()) {
            NestedField now = table.schema().findField(field.fieldId());
            Object value;
            if (now == null) {
                value = Plain.perhaps(field, random);
            } else if (field.type().equals(now.type())) {
                value = row.get(field.fieldId());
                if (value == null && field.isRequired()) {
                    value = Plain.random(field.type(), random);
                }
            } else if (field.type().isStructType()) {
                Map<Integer, @Nullable Object> nested = (Map<Integer, @Nullable Object>) row.get(field.fieldId());
                value = nested == null ? null : narrowed(field.type().asStructType(), nested);
            } else {
                value = Plain.perhaps(field, random);
            }
            values.put(field.fieldId(), value);
        }
        return values;
    }

    private EncryptedOutputFile newFile(FileFormat format) {
        String name = format.addExtension(UUID.randomUUID().toString());
        return EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(table.location() + "/data/" + name));
    }

    // ---- deletes

    private Map<String, List<DeleteFile>> deletesOf(String branch) {
        Map<String, List<DeleteFile>> deletes = new HashMap<>();
        var scan = table.newScan();
        try (CloseableIterable<FileScanTask> tasks = (branch.equals(MAIN) ? scan : scan.useRef(branch)).planFiles()) {
            tasks.forEach(task -> deletes.put(task.file().location(), task.deletes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return deletes;
    }

    private String deletePositions(String branch) {
        State state = state(branch);
        List<StoredFile> files = new ArrayList<>(files(state.rows));
        if (files.isEmpty()) {
            return append(branch);
        }
        StoredFile first = files.get(random.nextInt(files.size()));
        Map<String, Set<Long>> positions = new TreeMap<>();
        Map<String, StoredFile> byPath = new HashMap<>();
        boolean all = random.nextInt(8) == 0;
        boolean several = random.nextBoolean();
        int one = random.nextInt(6);
        List<StoredRow> left = new ArrayList<>();
        for (StoredRow row : state.rows) {
            boolean concerned = row.file == first
                    || several
                            && row.file.file.specId() == first.file.specId()
                            && row.file.partition.equals(first.partition);
            if (concerned && (all || (one == 0 ? row.position % 7 == 3 : random.nextInt(4) == 0))) {
                positions
                        .computeIfAbsent(row.file.file.location(), none -> new TreeSet<>())
                        .add(row.position);
                byPath.put(row.file.file.location(), row.file);
            } else {
                left.add(row);
            }
        }
        if (positions.isEmpty()) {
            return "delete nothing";
        }
        RowDelta delta = table.newRowDelta()
                .toBranch(branch)
                .validateFromSnapshot(snapshot(branch).snapshotId());
        if (version() >= 3) {
            addVectors(delta, state, deletesOf(branch), positions, byPath);
        } else {
            delta.addDeletes(positionDeletes(state, first, positions));
        }
        delta.commit();
        Map<String, Set<Long>> deleted = new HashMap<>(state.deletedPositions);
        positions.forEach((path, more) -> {
            Set<Long> set = new TreeSet<>(deleted.getOrDefault(path, Set.of()));
            set.addAll(more);
            deleted.put(path, set);
        });
        committed(branch, new State(left, state.files, deleted));
        return "delete " + (state.rows.size() - left.size()) + " positions of " + positions.size() + " files in "
                + branch;
    }

    private DeleteFile positionDeletes(State state, StoredFile first, Map<String, Set<Long>> positions) {
        FileFormat format = Plain.pick(random, FileFormat.PARQUET, FileFormat.PARQUET, FileFormat.AVRO, FileFormat.ORC);
        PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(format)
                .build()
                .newPositionDeleteWriter(
                        newFile(format),
                        Objects.requireNonNull(table.specs().get(first.file.specId())),
                        state.dataFile(first).partition());
        try (writer) {
            positions.forEach((path, each) -> each.forEach(
                    position -> writer.write(PositionDelete.<Record>create().set(path, position))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    private void addVectors(
            RowDelta delta,
            State state,
            Map<String, List<DeleteFile>> before,
            Map<String, Set<Long>> positions,
            Map<String, StoredFile> byPath) {
        OutputFileFactory factory = OutputFileFactory.builderFor(table, 1, random.nextInt(1_000_000))
                .format(FileFormat.PUFFIN)
                .build();
        BaseDVFileWriter writer = new BaseDVFileWriter(factory, path -> {
            PositionDeleteIndex index = Deletes.toPositionIndex(CloseableIterable.empty());
            state.deletedPositions.getOrDefault(path, Set.of()).forEach(index::delete);
            return index;
        });
        try (writer) {
            positions.forEach((path, each) -> {
                StoredFile file = Objects.requireNonNull(byPath.get(path));
                each.forEach(position -> writer.delete(
                        path,
                        position,
                        Objects.requireNonNull(table.specs().get(file.file.specId())),
                        state.dataFile(file).partition()));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writer.result().deleteFiles().forEach(delta::addDeletes);
        for (String path : positions.keySet()) {
            for (DeleteFile file : before.getOrDefault(path, List.of())) {
                if (file.content() == FileContent.POSITION_DELETES && ContentFileUtil.isFileScoped(file)) {
                    delta.removeDeletes(file);
                }
            }
        }
    }

    private String deleteKeys(String branch) {
        State state = state(branch);
        List<NestedField> candidates = new ArrayList<>();
        for (NestedField field : table.schema().columns()) {
            if (isKey(field.type())) {
                candidates.add(field);
            }
        }
        if (random.nextInt(3) == 0) {
            for (NestedField field : table.schema().columns()) {
                if (field.type().isStructType()) {
                    field.type().asStructType().fields().stream()
                            .filter(each -> isKey(each.type()))
                            .forEach(candidates::add);
                }
            }
        }
        Set<Integer> ids = new TreeSet<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            ids.add(candidates.get(random.nextInt(candidates.size())).fieldId());
        }
        Schema keys = TypeUtil.select(table.schema(), ids);
        StoredRow example = state.rows.isEmpty() ? null : state.rows.get(random.nextInt(state.rows.size()));
        PartitionSpec spec = random.nextInt(3) == 0 || example == null ? unpartitioned() : null;
        StructLike partition = null;
        Map<Integer, @Nullable Object> partitionValues = Map.of();
        if (spec == null) {
            spec = Objects.requireNonNull(
                    table.specs().get(Objects.requireNonNull(example).file.file.specId()));
            partition = state.dataFile(example.file).partition();
            partitionValues = example.file.partition;
        }
        List<Map<Integer, @Nullable Object>> deleted = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            StoredRow row = state.rows.isEmpty() || random.nextInt(5) == 0
                    ? null
                    : state.rows.get(random.nextInt(state.rows.size()));
            Map<Integer, @Nullable Object> key = new LinkedHashMap<>();
            for (NestedField field : keys.columns()) {
                key.put(field.fieldId(), row == null ? Plain.perhaps(field, random) : Plain.read(row.values, field));
            }
            if (isPlain(keys.asStruct(), key)) {
                deleted.add(key);
            }
        }
        if (deleted.isEmpty()) {
            return "delete no keys";
        }
        FileFormat format = Plain.pick(random, FileFormat.PARQUET, FileFormat.PARQUET, FileFormat.AVRO, FileFormat.ORC);
        if (deleted.stream().anyMatch(key -> Plain.isBadForOrc(keys.asStruct(), key))
                || TypeUtil.find(keys, type -> type.typeId() == Type.TypeID.TIMESTAMP_NANO) != null) {
            format = FileFormat.AVRO;
        }
        EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(format)
                .equalityFieldIds(ids.stream().mapToInt(id -> id).toArray())
                .equalityDeleteRowSchema(keys)
                .build()
                .newEqualityDeleteWriter(newFile(format), spec, partition);
        try (writer) {
            deleted.forEach(key -> writer.write(Plain.record(keys.asStruct(), key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<StoredRow> left = new ArrayList<>();
        for (StoredRow row : state.rows) {
            boolean concerned = spec.isUnpartitioned()
                    || row.file.file.specId() == spec.specId() && row.file.partition.equals(partitionValues);
            if (!concerned || deleted.stream().noneMatch(key -> matches(keys, key, row))) {
                left.add(row);
            }
        }
        RowDelta delta = table.newRowDelta().toBranch(branch).addDeletes(writer.toDeleteFile());
        List<StoredRow> added = random.nextBoolean() ? upserted(keys, deleted) : List.of();
        files(added).forEach(file -> delta.addRows(file.file));
        delta.commit();
        committed(branch, plus(new State(left, state.files, state.deletedPositions), added));
        return "delete " + deleted.size() + " keys " + deleted + " of " + keys + " in " + spec + ", "
                + (state.rows.size() - left.size()) + " rows, add " + added.size() + " in " + branch + " as " + format;
    }

    private List<StoredRow> upserted(Schema keys, List<Map<Integer, @Nullable Object>> deleted) {
        List<Map<Integer, @Nullable Object>> rows = new ArrayList<>();
        for (Map<Integer, @Nullable Object> key : deleted) {
            Map<Integer, @Nullable Object> row = Plain.struct(table.schema().asStruct(), random);
            row.put(1, newId());
            keys.columns().stream()
                    .filter(field -> field.type().isPrimitiveType() && field.fieldId() != 1)
                    .forEach(field -> row.put(field.fieldId(), key.get(field.fieldId())));
            rows.add(row);
        }
        return write(rows, true);
    }

    private static boolean isKey(Type type) {
        return type.isPrimitiveType() && type.typeId() != Type.TypeID.FLOAT && type.typeId() != Type.TypeID.DOUBLE;
    }

    /** Engines differ over keys in structs that are null. */
    private static boolean isPlain(Types.StructType type, Map<Integer, @Nullable Object> key) {
        return type.fields().stream()
                .allMatch(field -> field.isOptional()
                        ? !field.type().isStructType() || key.get(field.fieldId()) != null
                        : key.get(field.fieldId()) != null);
    }

    private static boolean matches(Schema keys, Map<Integer, @Nullable Object> key, StoredRow row) {
        for (NestedField field : keys.columns()) {
            if (!Objects.equals(key.get(field.fieldId()), Plain.read(row.values, field))) {
                return false;
            }
        }
        return true;
    }

    private PartitionSpec unpartitioned() {
        return table.specs().values().stream()
                .filter(PartitionSpec::isUnpartitioned)
                .findFirst()
                .orElse(null);
    }

    // ---- rewrites

    private String rewrite(String branch, boolean changes) {
        State state = state(branch);
        List<StoredFile> files = new ArrayList<>(files(state.rows));
        if (files.isEmpty()) {
            return append(branch);
        }
        Set<StoredFile> replaced = new HashSet<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            replaced.add(files.get(random.nextInt(files.size())));
        }
        List<RowToWrite> rows = new ArrayList<>();
        List<StoredRow> left = new ArrayList<>();
        boolean lineage = version() >= 3 && random.nextInt(4) != 0;
        for (StoredRow row : state.rows) {
            if (!replaced.contains(row.file)) {
                left.add(row);
                continue;
            }
            int change = changes ? random.nextInt(6) : 5;
            if (change == 0) {
                continue;
            }
            Map<Integer, @Nullable Object> values = new LinkedHashMap<>();
            for (NestedField field : table.schema().columns()) {
                values.put(field.fieldId(), Plain.read(row.values, field));
            }
            if (change == 1) {
                NestedField field = table.schema()
                        .columns()
                        .get(random.nextInt(table.schema().columns().size()));
                if (field.fieldId() > 2) {
                    values.put(field.fieldId(), Plain.perhaps(field, random));
                }
            }
            Long rowId = lineage ? state.rowId(row) : null;
            rows.add(new RowToWrite(values, rowId, rowId == null || change == 1 ? null : state.updated(row)));
        }
        if (lineage && rows.stream().noneMatch(row -> row.rowId != null)) {
            lineage = false;
        }
        List<StoredRow> added = rows.isEmpty() ? List.of() : writeRows(rows, true);
        if (changes) {
            OverwriteFiles overwrite = table.newOverwrite().toBranch(branch);
            replaced.forEach(file -> overwrite.deleteFile(state.dataFile(file)));
            files(added).forEach(file -> overwrite.addFile(file.file));
            overwrite.commit();
        } else {
            Snapshot snapshot = snapshot(branch);
            RewriteFiles rewrite = table.newRewrite().toBranch(branch).validateFromSnapshot(snapshot.snapshotId());
            replaced.forEach(file -> rewrite.deleteFile(state.dataFile(file)));
            files(added).forEach(file -> rewrite.addFile(file.file));
            if (random.nextBoolean() && version() > 1) {
                rewrite.dataSequenceNumber(snapshot.sequenceNumber());
            }
            rewrite.commit();
        }
        Map<String, Set<Long>> deleted = new HashMap<>(state.deletedPositions);
        replaced.forEach(file -> deleted.remove(file.file.location()));
        left.addAll(added);
        committed(branch, new State(left, state.files, deleted));
        return (changes ? "copy on write of " : "compaction of ") + replaced.size() + " files in " + branch
                + (lineage ? " with lineage" : "");
    }

    private Snapshot snapshot(String branch) {
        return branch.equals(MAIN) ? table.currentSnapshot() : table.snapshot(branch);
    }

    private String dropFile(String branch) {
        State state = state(branch);
        List<StoredFile> files = new ArrayList<>(files(state.rows));
        if (files.isEmpty()) {
            return append(branch);
        }
        StoredFile dropped = files.get(random.nextInt(files.size()));
        table.newDelete().toBranch(branch).deleteFile(state.dataFile(dropped)).commit();
        Map<String, Set<Long>> deleted = new HashMap<>(state.deletedPositions);
        deleted.remove(dropped.file.location());
        committed(
                branch,
                new State(state.rows.stream().filter(row -> row.file != dropped).toList(), state.files, deleted));
        return "drop a file in " + branch;
    }

    // ---- refs

    private String createRef() {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return append(MAIN);
        }
        List<Long> ids = new ArrayList<>(snapshots.keySet());
        long id = random.nextBoolean() ? current.snapshotId() : ids.get(random.nextInt(ids.size()));
        if (random.nextInt(3) == 0) {
            String name = "tag" + table.refs().size();
            table.manageSnapshots().createTag(name, id).commit();
            return name;
        }
        String name = "branch" + table.refs().size();
        table.manageSnapshots().createBranch(name, id).commit();
        branches.put(name, Objects.requireNonNull(snapshots.get(id)));
        return name + " at " + id;
    }

    private String rollBack() {
        Snapshot current = table.currentSnapshot();
        if (current == null || current.parentId() == null) {
            return append(MAIN);
        }
        table.manageSnapshots().rollbackTo(current.parentId()).commit();
        table.refresh();
        branches.put(
                MAIN,
                Objects.requireNonNull(snapshots.get(table.currentSnapshot().snapshotId())));
        return "roll back";
    }

    // ---- evolution

    private String evolveSchema() {
        Schema before = table.schema();
        StringBuilder said = new StringBuilder("schema:");
        UpdateSchema update = table.updateSchema();
        int changes = 1 + random.nextInt(3);
        int made = 0;
        for (int i = 0; i < changes; i++) {
            try {
                String change = change(update, before);
                said.append(' ').append(change).append(';');
                made++;
            } catch (RuntimeException e) {
                if (made == 0) {
                    return "no change of schema: " + e.getMessage();
                }
                break;
            }
        }
        try {
            update.commit();
        } catch (RuntimeException e) {
            return "no change of schema: " + e.getMessage();
        }
        table.refresh();
        earlierSchemas.add(before);
        return said.toString();
    }

    private String change(UpdateSchema update, Schema schema) {
        List<String> names = schemaNames(schema);
        String name = names.get(random.nextInt(names.size()));
        NestedField field = schema.findField(name);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                List<String> parents = new ArrayList<>();
                names.stream()
                        .filter(each -> holdsFields(schema.findType(each)))
                        .forEach(parents::add);
                String parent =
                        parents.isEmpty() || random.nextBoolean() ? null : parents.get(random.nextInt(parents.size()));
                String added = parent == null
                        ? Plain.pick(random, NAMES.toArray(String[]::new))
                        : Plain.pick(random, "x", "y", "z", "w");
                Type type = randomType(random, version(), 1);
                if (version() >= 3 && type.isPrimitiveType() && random.nextInt(3) != 0) {
                    Literal<?> literal = defaultOf(type);
                    if (random.nextInt(3) == 0) {
                        update.addRequiredColumn(parent, added, type, null, literal);
                        return "add required " + parent + "." + added + " " + type + " default " + literal;
                    }
                    update.addColumn(parent, added, type, null, literal);
                    return "add " + parent + "." + added + " " + type + " default " + literal;
                }
                update.addColumn(parent, added, type);
                return "add " + parent + "." + added + " " + type;
            }
            case 3, 4 -> {
                if (field.fieldId() <= 2 || isOnlyChild(schema, field)) {
                    throw new IllegalArgumentException("kept");
                }
                update.deleteColumn(name);
                return "drop " + name;
            }
            case 5, 6 -> {
                if (field.fieldId() <= 2
                        || name.endsWith(".element")
                        || name.endsWith(".value")
                        || name.endsWith(".key")) {
                    throw new IllegalArgumentException("kept");
                }
                String renamed = name.contains(".")
                        ? Plain.pick(random, "x", "y", "z", "w")
                        : Plain.pick(random, NAMES.toArray(String[]::new));
                update.renameColumn(name, renamed);
                return "rename " + name + " to " + renamed;
            }
            case 7, 8, 9 -> {
                List<String> widenable = names.stream()
                        .filter(each -> wider(schema.findType(each)) != null)
                        .toList();
                String widened = widenable.get(random.nextInt(widenable.size()));
                update.updateColumn(
                        widened,
                        Objects.requireNonNull(wider(schema.findType(widened))).asPrimitiveType());
                return "widen " + widened;
            }
            case 10 -> {
                if (field.fieldId() == 1 || name.endsWith(".key")) {
                    throw new IllegalArgumentException("kept");
                }
                update.makeColumnOptional(name);
                return "optional " + name;
            }
            default -> {
                update.moveFirst(name);
                return "move " + name;
            }
        }
    }

    private static boolean isOnlyChild(Schema schema, NestedField field) {
        for (NestedField each : TypeUtil.indexById(schema.asStruct()).values()) {
            if (each.type().isStructType()
                    && each.type().asStructType().field(field.fieldId()) != null
                    && each.type().asStructType().fields().size() < 3) {
                return true;
            }
        }
        return false;
    }

    private Literal<?> defaultOf(Type type) {
        Object value = Plain.random(type, random);
        return switch (type.typeId()) {
            case BOOLEAN -> Literal.of((Boolean) value);
            case INTEGER, LONG ->
                type.typeId() == Type.TypeID.INTEGER ? Literal.of(((Long) value).intValue()) : Literal.of((Long) value);
            case FLOAT -> Literal.of(((Double) value).isNaN() ? 2f : ((Double) value).floatValue());
            case DOUBLE -> Literal.of(((Double) value).isNaN() ? 2d : (Double) value);
            case DATE -> Literal.of(((Long) value).intValue()).to(type);
            case TIME, TIMESTAMP -> Literal.of((Long) value).to(type);
            case STRING -> Literal.of((String) value);
            case UUID -> Literal.of(UUID.fromString((String) value));
            case DECIMAL -> Literal.of((java.math.BigDecimal) value);
            case BINARY -> Literal.of((java.nio.ByteBuffer) Objects.requireNonNull(Plain.generic(type, value)));
            case FIXED -> Literal.of((byte[]) Objects.requireNonNull(Plain.generic(type, value)));
            case TIMESTAMP_NANO -> Expressions.nanos((Long) value).to(type);
            default -> throw new IllegalArgumentException("no default");
        };
    }

    private static boolean holdsFields(Type type) {
        return type.isStructType();
    }

    private static @Nullable Type wider(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> Types.LongType.get();
            case FLOAT -> Types.DoubleType.get();
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield decimal.precision() > 34
                        ? null
                        : Types.DecimalType.of(
                                decimal.precision() + 4 + decimal.precision() % 3 * 6 > 38
                                        ? 38
                                        : decimal.precision() + 4 + decimal.precision() % 3 * 6,
                                decimal.scale());
            }
            default -> null;
        };
    }

    private static List<String> schemaNames(Schema schema) {
        return new ArrayList<>(TypeUtil.indexNameById(schema.asStruct()).values());
    }

    private String evolvePartitions() {
        var update = table.updateSpec();
        List<PartitionField> fields = table.spec().fields();
        StringBuilder said = new StringBuilder("partitions:");
        if (!fields.isEmpty() && random.nextInt(2) == 0) {
            PartitionField removed = fields.get(random.nextInt(fields.size()));
            if (removed.transform().isVoid()) {
                return "no change of partitions";
            }
            update.removeField(removed.name());
            said.append(" remove ").append(removed);
        }
        if (said.length() < 12 || random.nextBoolean()) {
            List<String> names = new ArrayList<>();
            Schema schema = table.schema();
            for (String name : schemaNames(schema)) {
                boolean inStruct = !name.contains(".") || parentsAreStructs(schema, name);
                if (schema.findType(name).isPrimitiveType() && inStruct) {
                    names.add(name);
                }
            }
            String name = names.get(random.nextInt(names.size()));
            Term term = transform(name, schema.findType(name));
            said.append(" add ").append(term);
            try {
                update.addField("p" + random.nextInt(1000), term);
            } catch (RuntimeException e) {
                return "no change of partitions: " + e.getMessage();
            }
        }
        try {
            update.commit();
        } catch (RuntimeException e) {
            return "no change of partitions: " + e.getMessage();
        }
        return said + " now " + table.spec();
    }

    private static boolean parentsAreStructs(Schema schema, String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (!schema.findType(name.substring(0, dot)).isStructType()) {
                return false;
            }
        }
        return true;
    }

    private Term transform(String name, Type type) {
        List<Term> terms = new ArrayList<>();
        terms.add(Expressions.ref(name));
        switch (type.typeId()) {
            case INTEGER, LONG, DECIMAL, STRING, BINARY -> {
                terms.add(Expressions.bucket(name, 3));
                terms.add(Expressions.truncate(name, 7));
                terms.add(Expressions.truncate(name, 1));
            }
            case DATE -> {
                terms.add(Expressions.bucket(name, 3));
                terms.add(Expressions.year(name));
                terms.add(Expressions.month(name));
                terms.add(Expressions.day(name));
            }
            case TIMESTAMP, TIMESTAMP_NANO -> {
                terms.add(Expressions.bucket(name, 3));
                terms.add(Expressions.year(name));
                terms.add(Expressions.month(name));
                terms.add(Expressions.day(name));
                terms.add(Expressions.hour(name));
            }
            case UUID, FIXED, TIME -> terms.add(Expressions.bucket(name, 3));
            default -> {}
        }
        return terms.get(random.nextInt(terms.size()));
    }

    static int formatVersion(Table table) {
        return ((BaseTable) table).operations().current().formatVersion();
    }
}
