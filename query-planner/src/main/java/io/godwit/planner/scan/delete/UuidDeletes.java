package io.godwit.planner.scan.delete;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Equality deletes by uuids, of a snapshot. When Iceberg looks for those that concern a file it compares bounds of uuids as signed numbers,
 * and leaves out some of them, so that deleted rows would be back.
 */
public final class UuidDeletes {
    private final Map<Integer, PartitionSpec> specs;
    private final List<DeleteFile> files;

    private UuidDeletes(Map<Integer, PartitionSpec> specs, List<DeleteFile> files) {
        this.specs = specs;
        this.files = files;
    }

    /** Reads the snapshot's manifests of deletes, if there are any and the table has uuids. */
    public static UuidDeletes of(Table table, Snapshot snapshot) throws IOException {
        List<ManifestFile> manifests = snapshot.deleteManifests(table.io());
        Set<Integer> uuids = manifests.isEmpty() ? Set.of() : uuids(table);
        List<DeleteFile> files = new ArrayList<>();
        if (uuids.isEmpty()) {
            return new UuidDeletes(table.specs(), files);
        }
        for (ManifestFile manifest : manifests) {
            try (CloseableIterable<DeleteFile> deletes =
                    ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                for (DeleteFile file : deletes) {
                    if (file.content() == FileContent.EQUALITY_DELETES
                            && file.equalityFieldIds().stream().anyMatch(uuids::contains)) {
                        files.add(file.copyWithoutStats());
                    }
                }
            }
        }
        return new UuidDeletes(table.specs(), files);
    }

    private static Set<Integer> uuids(Table table) {
        return table.schemas().values().stream()
                .flatMap(schema -> TypeUtil.indexById(schema.asStruct()).values().stream())
                .filter(field -> field.type().typeId() == Type.TypeID.UUID)
                .map(NestedField::fieldId)
                .collect(Collectors.toSet());
    }

    /** The task with all of them that concern its file. */
    public FileScanTask completed(FileScanTask task) {
        Set<String> planned = task.deletes().stream().map(ContentFile::location).collect(Collectors.toSet());
        List<DeleteFile> missed = files.stream()
                .filter(deletes -> !planned.contains(deletes.location()) && concern(deletes, task.file()))
                .toList();
        return missed.isEmpty()
                ? task
                : TaskDeletes.replaced(
                        task,
                        task.spec(),
                        Stream.concat(task.deletes().stream(), missed.stream()).toList());
    }

    /** Older rows, of the same partition or, where deletes have none, of all. */
    private boolean concern(DeleteFile deletes, DataFile file) {
        if (requireNonNull(deletes.dataSequenceNumber()) <= requireNonNull(file.dataSequenceNumber())) {
            return false;
        }
        PartitionSpec spec = requireNonNull(specs.get(deletes.specId()), "spec");
        return spec.isUnpartitioned()
                || deletes.specId() == file.specId()
                        && Comparators.forType(spec.partitionType()).compare(deletes.partition(), file.partition())
                                == 0;
    }
}
