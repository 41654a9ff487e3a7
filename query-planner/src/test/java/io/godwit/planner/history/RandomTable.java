package io.godwit.planner.history;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** A table whose life is chance, and a mirror of its rows. */
final class RandomTable {
    static final String MAIN = "main";

    private final Table table;
    private final RandomValues random;
    private final RandomFiles files;
    private final Map<String, List<MirroredRow>> branches = new LinkedHashMap<>();
    private final Map<Long, List<MirroredRow>> snapshots = new LinkedHashMap<>();
    private final List<String> tags = new ArrayList<>();
    private int names;

    /** @param table new, with a required column {@code id} */
    RandomTable(Table table, RandomValues random) {
        this.table = table;
        this.random = random;
        this.files = new RandomFiles(table, random);
        branches.put(MAIN, List.of());
    }

    Table table() {
        return table;
    }

    Map<String, List<MirroredRow>> branches() {
        return branches;
    }

    List<String> tags() {
        return tags;
    }

    List<MirroredRow> rows(long snapshotId) {
        return requireNonNull(snapshots.get(snapshotId));
    }

    int formatVersion() {
        return TableUtil.formatVersion(table);
    }

    /** Takes a step and says which. */
    String step() {
        String branch = random.oneIn(4) ? random.pick(List.copyOf(branches.keySet())) : MAIN;
        try {
            return step(branch, random.below(100));
        } catch (IllegalArgumentException | ValidationException e) {
            return "refused by Iceberg: " + e.getMessage(); // such as dropping a partition's column
        } finally {
            table.refresh();
        }
    }

    private String step(String branch, int kind) {
        boolean isEmpty = requireNonNull(branches.get(branch)).isEmpty();
        if (kind < 25 || isEmpty && kind < 60) {
            return append(branch);
        } else if (kind < 35) {
            return deletePositions(branch);
        } else if (kind < 45) {
            return deleteKeys(branch);
        } else if (kind < 57) {
            return rewrite(branch);
        } else if (kind < 75) {
            return evolveSchema();
        } else if (kind < 84) {
            return evolvePartitions();
        } else if (kind < 88) {
            return changeProperties();
        } else if (kind < 90) {
            return upgrade();
        }
        return changeReferences();
    }

    private List<MirroredRow> rowsOf(String branch) {
        return requireNonNull(branches.get(branch));
    }

    private Snapshot head(String branch) {
        return requireNonNull(table.snapshot(branch));
    }

    private void commit(SnapshotUpdate<?> update, String branch, List<MirroredRow> rows) {
        if (!branch.equals(MAIN)) {
            update.toBranch(branch);
        }
        update.commit();
        table.refresh();
        branches.put(branch, List.copyOf(rows));
        snapshots.put(head(branch).snapshotId(), List.copyOf(rows));
    }

    private List<Map<Object, @Nullable Object>> newRows() {
        List<Map<Object, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 1 + random.below(30); i > 0; i--) {
            rows.add(random.row(table.schema().asStruct()));
        }
        return rows;
    }

    private String append(String branch) {
        List<MirroredRow> rows = new ArrayList<>(rowsOf(branch));
        List<MirroredRow> added = files.write(newRows());
        rows.addAll(added);
        var append = random.oneIn(2) ? table.newFastAppend() : table.newAppend();
        files(added).forEach(append::appendFile);
        commit(append, branch, rows);
        return "append to " + branch + " " + files(added).size() + " files, "
                + added.get(0).file().format();
    }

    private static Set<DataFile> files(List<MirroredRow> rows) {
        Set<DataFile> files = new LinkedHashSet<>();
        rows.forEach(row -> files.add(row.file()));
        return files;
    }

    private String deletePositions(String branch) {
        if (formatVersion() == 1 || rowsOf(branch).isEmpty()) {
            return append(branch);
        }
        DataFile file = random.pick(rowsOf(branch)).file();
        List<MirroredRow> kept = new ArrayList<>();
        Set<Long> positions = new java.util.TreeSet<>();
        int share = 1 + random.below(4);
        for (MirroredRow row : rowsOf(branch)) {
            if (row.file().equals(file) && random.oneIn(share)) {
                positions.add(row.position());
            } else {
                kept.add(row);
            }
        }
        PartitionSpec spec = requireNonNull(table.specs().get(file.specId()));
        RowDelta delta = table.newRowDelta().validateFromSnapshot(head(branch).snapshotId());
        boolean isVector = formatVersion() > 2;
        if (isVector) {
            vectorOf(file, branch, delta);
            Set<Long> all = new java.util.TreeSet<>();
            for (long position = 0; position < file.recordCount(); position++) {
                all.add(position);
            }
            kept.stream().filter(row -> row.file().equals(file)).forEach(row -> all.remove(row.position()));
            files.writeVector(file, spec, all).forEach(delta::addDeletes);
        } else {
            delta.addDeletes(files.writePositions(file, spec, positions));
        }
        commit(delta, branch, kept);
        return "delete by " + (isVector ? "vector" : "position") + " from " + branch;
    }

    /** Takes away the deletion vector that a file has, of which there may be no second one. */
    private void vectorOf(DataFile file, String branch, RowDelta delta) {
        for (FileScanTask task : plan(head(branch))) {
            if (task.file().location().equals(file.location())) {
                task.deletes().stream()
                        .filter(delete -> delete.format() == FileFormat.PUFFIN)
                        .forEach(delta::removeDeletes);
            }
        }
    }

    /** The data files of a snapshot, as its manifests have them. */
    List<FileScanTask> plan(Snapshot snapshot) {
        try (var tasks = table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
            List<FileScanTask> planned = new ArrayList<>();
            tasks.forEach(planned::add);
            return planned;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Deletes by one or two columns; perhaps other rows take the place of the deleted ones in the same commit. */
    private String deleteKeys(String branch) {
        List<NestedField> possible = table.schema().columns().stream()
                .filter(field -> field.type().isPrimitiveType())
                .filter(field -> field.type().typeId() != Type.TypeID.FLOAT
                        && field.type().typeId() != Type.TypeID.DOUBLE)
                .toList();
        if (formatVersion() == 1 || rowsOf(branch).isEmpty() || possible.isEmpty()) {
            return append(branch);
        }
        Set<NestedField> keys = new LinkedHashSet<>(List.of(random.pick(possible), random.pick(possible)));
        Types.StructType type = Types.StructType.of(List.copyOf(keys));
        MirroredRow one = random.pick(rowsOf(branch));
        PartitionSpec spec = random.oneIn(3) && table.specs().values().stream().anyMatch(PartitionSpec::isUnpartitioned)
                ? table.specs().values().stream()
                        .filter(PartitionSpec::isUnpartitioned)
                        .findFirst()
                        .orElseThrow()
                : one.spec();
        StructLike partition = spec.isUnpartitioned() ? null : one.file().partition();
        Set<Map<Object, @Nullable Object>> deleted = new LinkedHashSet<>();
        for (int i = 0; i < 1 + random.below(3); i++) {
            deleted.add(random.pick(rowsOf(branch)).values(type));
        }
        deleted.add(random.row(type));
        List<MirroredRow> rows = new ArrayList<>();
        for (MirroredRow row : rowsOf(branch)) {
            boolean concerned = spec.isUnpartitioned() || isIn(row, spec, requireNonNull(partition));
            if (!concerned || !deleted.contains(row.values(type))) {
                rows.add(row);
            }
        }
        RowDelta delta = table.newRowDelta();
        delta.addDeletes(files.writeKeys(new Schema(List.copyOf(keys)), spec, partition, deleted));
        boolean isUpsert = random.oneIn(3);
        if (isUpsert) {
            List<MirroredRow> added = files.write(newRows());
            files(added).forEach(delta::addRows);
            rows.addAll(added);
        }
        commit(delta, branch, rows);
        return (isUpsert ? "upsert into " : "delete by key from ") + branch + " by " + keys + " spec " + spec.specId()
                + " " + deleted;
    }

    private static boolean isIn(MirroredRow row, PartitionSpec spec, StructLike partition) {
        return row.spec().specId() == spec.specId()
                && org.apache.iceberg.types.Comparators.forType(spec.partitionType())
                                .compare(row.file().partition(), partition)
                        == 0;
    }

    /** Writes the rows of some files anew: changed, fewer, or the same ones in other files. */
    private String rewrite(String branch) {
        Set<DataFile> before = files(rowsOf(branch));
        before.removeIf(file -> !random.oneIn(3));
        if (before.isEmpty()) {
            return append(branch);
        }
        boolean isCompaction = random.oneIn(3);
        Map<String, FileScanTask> facts = new HashMap<>();
        plan(head(branch)).forEach(task -> facts.put(task.file().location(), task));
        List<MirroredRow> rows = new ArrayList<>();
        List<MirroredRow> rewritten = new ArrayList<>();
        for (MirroredRow row : rowsOf(branch)) {
            if (!before.contains(row.file())) {
                rows.add(row);
            } else if (isCompaction || !random.oneIn(4)) {
                FileScanTask task = requireNonNull(facts.get(row.file().location()));
                boolean changed = !isCompaction && random.oneIn(3);
                rewritten.add(rewritten(row, task.file(), changed));
            }
        }
        List<MirroredRow> added = files.rewrite(rewritten);
        rows.addAll(added);
        if (isCompaction && !added.isEmpty()) {
            var rewrite = table.newRewrite().rewriteFiles(before, files(added));
            commit(rewrite.validateFromSnapshot(head(branch).snapshotId()), branch, rows);
            return "compaction of " + branch;
        }
        var overwrite = table.newOverwrite();
        before.forEach(overwrite::deleteFile);
        files(added).forEach(overwrite::addFile);
        commit(overwrite, branch, rows);
        return "overwrite in " + branch;
    }

    private MirroredRow rewritten(MirroredRow row, DataFile file, boolean changed) {
        Map<Object, @Nullable Object> values = row.values(table.schema().asStruct());
        if (changed) {
            NestedField field = random.pick(table.schema().columns());
            values.put(field.fieldId(), random.value(field.type()));
        }
        return new MirroredRow(
                row.file(), row.spec(), row.position(), values, rowId(row, file), changed ? null : updated(row, file));
    }

    /** @param file as a snapshot's manifest has it */
    static @Nullable Long rowId(MirroredRow row, DataFile file) {
        Long first = file.firstRowId();
        return first == null || row.id() != null ? row.id() : Long.valueOf(first + row.position());
    }

    static @Nullable Long updated(MirroredRow row, DataFile file) {
        return file.firstRowId() == null || row.updated() != null ? row.updated() : file.dataSequenceNumber();
    }

    private String evolveSchema() {
        UpdateSchema update = table.updateSchema();
        String step = change(update);
        update.commit();
        return step;
    }

    private String change(UpdateSchema update) {
        List<NestedField> columns = table.schema().columns();
        String column = random.pick(columns).name();
        switch (random.below(6)) {
            case 0, 1 -> {
                String name = newName();
                String parent = random.pick(parents());
                Type type = random.type(formatVersion(), parent.isEmpty() ? 2 : 1, new int[] {1});
                Literal<?> value = formatVersion() > 2 && hasDefault(type) && random.oneIn(2) ? literal(type) : null;
                String described = parent + "." + name + " " + type + " default " + value;
                update.addColumn(parent.isEmpty() ? null : parent, name, type, null, value);
                return "add " + described;
            }
            case 2 -> {
                List<String> names =
                        table.schema().findField(column).type().isStructType() ? names(column) : List.of(column);
                // SQL has no struct without fields.
                String dropped = names.size() == 1 ? column : random.pick(names);
                update.deleteColumn(dropped);
                return "drop " + dropped;
            }
            case 3 -> {
                List<String> names = names("");
                String renamed = random.pick(names);
                String name = newName();
                update.renameColumn(renamed, name);
                return "rename " + renamed + " to " + name;
            }
            case 4 -> {
                update.moveFirst(column);
                return "move " + column;
            }
            default -> {
                return widen(update);
            }
        }
    }

    private String widen(UpdateSchema update) {
        StringBuilder step = new StringBuilder("widen");
        for (String name : names("")) {
            Type.PrimitiveType wider = wider(table.schema().findType(name));
            if (wider != null && random.oneIn(2)) {
                update.updateColumn(name, wider);
                step.append(' ').append(name);
            }
        }
        return step.toString();
    }

    private static Type.@Nullable PrimitiveType wider(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> Types.LongType.get();
            case FLOAT -> Types.DoubleType.get();
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield Types.DecimalType.of(Math.min(38, decimal.precision() + 6), decimal.scale());
            }
            default -> null;
        };
    }

    /** Iceberg does not read infinite numbers back. */
    private static boolean hasDefault(Type type) {
        return type.isPrimitiveType() && type.typeId() != Type.TypeID.FLOAT && type.typeId() != Type.TypeID.DOUBLE;
    }

    private Literal<?> literal(Type type) {
        Object value = random.value(type);
        return switch (type.typeId()) {
            case DATE -> Expressions.lit((Integer) Plain.internal(type, value)).to(type);
            case TIME, TIMESTAMP ->
                Expressions.lit((Long) Plain.internal(type, value)).to(type);
            case TIMESTAMP_NANO -> Expressions.nanos((Long) Plain.internal(type, value));
            default ->
                Expressions.lit(requireNonNull(Plain.generic(type, value))).to(type);
        };
    }

    /** Of primitive columns and fields, structs left out, below a column or all; none within lists and maps. */
    private List<String> names(String below) {
        return org.apache.iceberg.types.TypeUtil.indexByName(table.schema().asStruct()).keySet().stream()
                .filter(name -> name.startsWith(below) && !name.equals(below))
                .filter(name -> table.schema().findType(name).isPrimitiveType())
                .filter(name -> !name.matches(".*\\.(element|key|value)"))
                .toList();
    }

    /** What a column can be added to. */
    private List<String> parents() {
        List<String> parents = new ArrayList<>(List.of("", ""));
        org.apache.iceberg.types.TypeUtil.indexByName(table.schema().asStruct()).keySet().stream()
                .filter(name -> table.schema().findType(name).isStructType())
                .forEach(parents::add);
        return parents;
    }

    private String newName() {
        names++;
        return random.pick("n" + names, "N " + names, "\u00e4" + names, "\"" + names);
    }

    private String evolvePartitions() {
        List<PartitionField> fields = table.spec().fields().stream()
                .filter(field -> !field.transform().isVoid())
                .toList();
        if (!fields.isEmpty() && random.oneIn(2)) {
            String name = random.pick(fields).name();
            table.updateSpec().removeField(name).commit();
            return "unpartition " + name;
        }
        String column = random.pick(names(""));
        String name = "p" + names++;
        Term term = transform(column, table.schema().findType(column));
        table.updateSpec().addField(name, term).commit();
        return "partition by " + term + " of " + table.schema().findType(column) + " as " + name;
    }

    private Term transform(String column, Type type) {
        List<Term> terms = new ArrayList<>(List.of(Expressions.ref(column)));
        switch (type.typeId()) {
            case INTEGER, LONG, DECIMAL, STRING, BINARY -> {
                terms.add(Expressions.truncate(column, random.pick(1, 2, 3, 7, 100)));
                terms.add(Expressions.bucket(column, random.pick(1, 2, 5)));
            }
            case UUID, FIXED, TIME -> terms.add(Expressions.bucket(column, 3));
            case DATE, TIMESTAMP, TIMESTAMP_NANO -> {
                terms.add(Expressions.bucket(column, 3));
                terms.add(Expressions.year(column));
                terms.add(Expressions.month(column));
                terms.add(Expressions.day(column));
                if (type.typeId() != Type.TypeID.DATE) {
                    terms.add(Expressions.hour(column));
                }
            }
            default -> {}
        }
        return random.pick(terms);
    }

    private String changeProperties() {
        String mode = random.pick("none", "counts", "truncate(1)", "truncate(16)", "full");
        table.updateProperties().set("write.metadata.metrics.default", mode).commit();
        return "metrics " + mode;
    }

    private String upgrade() {
        if (formatVersion() == 3) {
            return changeReferences();
        }
        String version = Integer.toString(formatVersion() + 1);
        table.updateProperties().set("format-version", version).commit();
        return "upgrade to format version " + version;
    }

    private String changeReferences() {
        if (table.currentSnapshot() == null) {
            return "no reference yet";
        }
        long snapshot = random.pick(List.copyOf(snapshots.keySet()));
        String name = "ref" + names++;
        switch (random.below(4)) {
            case 0 -> {
                table.manageSnapshots().createTag(name, snapshot).commit();
                tags.add(name);
                return "tag " + name;
            }
            case 1, 2 -> {
                table.manageSnapshots().createBranch(name, snapshot).commit();
                branches.put(name, rows(snapshot));
                return "branch " + name;
            }
            default -> {
                List<Long> ancestors = new ArrayList<>();
                table.history().forEach(entry -> ancestors.add(entry.snapshotId()));
                long back = random.pick(ancestors);
                table.manageSnapshots().setCurrentSnapshot(back).commit();
                branches.put(MAIN, rows(back));
                return "back to " + back;
            }
        }
    }
}
