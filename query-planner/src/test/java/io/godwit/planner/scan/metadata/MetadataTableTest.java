package io.godwit.planner.scan.metadata;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.scan.QueryScope;
import io.godwit.planner.scan.Rows;
import io.godwit.planner.scan.TestLake;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTableTest {
    private static final Schema SCHEMA = new Schema(required(1, "id", Types.LongType.get()));

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private TestLake lake;
    private Table table;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
        table = lake.create("t", SCHEMA, PartitionSpec.unpartitioned(), 2);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, 4));
        TestLake.append(table, TestLake.ids(SCHEMA, 4, 6));
        TestLake.deletePositions(table, file, 1);
        table.manageSnapshots()
                .createTag("first", table.snapshots().iterator().next().snapshotId())
                .commit();
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
    }

    private Rows read(PinnedTable pinned, String name) {
        return Rows.of(MetadataTable.of(pinned, name).open(scope.context()));
    }

    private static List<Object> column(Rows rows, String name) {
        int index = rows.schema().getFields().indexOf(rows.schema().findField(name));
        return rows.column(index);
    }

    @Test
    void everyMetadataTableCanBeRead() {
        for (String name : MetadataTable.names()) {
            assertThat(read(lake.pin("t"), name).values()).as(name).isNotEmpty();
        }
    }

    @Test
    void metadataTablesOfAnEmptyTableAreReadable() {
        lake.create("empty", SCHEMA);
        for (String name : MetadataTable.names()) {
            assertThat(read(lake.pin("empty"), name).schema().getFields())
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void snapshotsAndRefsAreAllThatTheMetadataFileKnows() {
        Rows snapshots = read(lake.pin("t"), "SNAPSHOTS");
        assertThat(column(snapshots, "operation")).containsExactly("append", "append", "delete");
        assertThat(column(snapshots, "summary").get(0).toString()).contains("added-records");

        Rows refs = read(lake.pin("t"), "refs");
        assertThat(column(refs, "name")).containsExactlyInAnyOrder("main", "first");
    }

    @Test
    void filesAreThoseOfThePinnedSnapshot() {
        assertThat(column(read(lake.pin("t"), "files"), "record_count")).containsExactlyInAnyOrder(4L, 2L, 1L);
        assertThat(column(read(lake.pin("t"), "data_files"), "record_count")).containsExactlyInAnyOrder(4L, 2L);
        PinnedTable tag = lake.pin("t", new TableVersion.Ref("first"));
        assertThat(column(read(tag, "files"), "record_count")).containsExactly(4L);
    }

    @Test
    void manifestsAndPartitionsAreThoseOfThePinnedSnapshot() {
        PinnedTable tag = lake.pin("t", new TableVersion.Ref("first"));
        assertThat(read(tag, "manifests").values()).hasSize(1);
        assertThat(column(read(tag, "partitions"), "record_count")).containsExactly(4L);
        assertThat(read(lake.pin("t"), "manifests").values()).hasSize(3);
        assertThat(column(read(lake.pin("t"), "partitions"), "record_count")).containsExactly(6L);
    }

    @Test
    void unknownMetadataTableNamesTheOthers() {
        assertThatThrownBy(() -> MetadataTable.of(lake.pin("t"), "snapshot"))
                .hasMessageContaining("did you mean snapshots?");
    }
}
