package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.row;

import io.godwit.planner.write.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** What engines do to a table in the course of a year, one step at a time, as a seed has it. */
final class TableHistory {
    private static final String[] CITIES = {"AMS", "UTR", "LEI", "DEL"};
    private static final int MOST_ROWS = 40;
    private static final int YEAR = 1_000_000;

    private final AirQuality air;
    private final Random random;
    private int columnsAdded;
    private boolean partitioned;

    TableHistory(AirQuality air, Random random) {
        this.air = air;
        this.random = random;
    }

    /** Takes a step and says which. */
    String step() {
        int kind = random.nextInt(100);
        if (kind < 40) {
            append();
            return "append";
        } else if (kind < 55) {
            deletePositions();
            return "delete, merge on read";
        } else if (kind < 68) {
            rewrite(false, row -> random.nextInt(5) == 0 ? withValue(row) : row);
            return "update, copy on write";
        } else if (kind < 76) {
            String city = CITIES[random.nextInt(CITIES.length)];
            int salt = random.nextInt(YEAR);
            rewrite(false, row -> city.equals(row.getField("city")) && isOneOfThree(row, salt) ? null : row);
            return "delete, copy on write";
        } else if (kind < 88) {
            rewrite(true, row -> row);
            return "compaction";
        } else if (kind < 94) {
            evolveSchema();
            return "schema evolution";
        }
        evolvePartitions();
        return "partition evolution";
    }

    private static boolean isOneOfThree(Record row, int salt) {
        Object time = row.getField("event_time");
        return time != null && Math.floorMod(time.hashCode() + salt, 3) == 0;
    }

    private void append() {
        List<?>[] rows = IntStream.range(0, 1 + random.nextInt(MOST_ROWS))
                .mapToObj(i -> {
                    int time = random.nextInt(YEAR);
                    String city = random.nextInt(20) == 0 ? null : CITIES[random.nextInt(CITIES.length)];
                    return row(city, time, time + random.nextInt(YEAR), (double) random.nextInt(1000));
                })
                .toArray(List<?>[]::new);
        air.measure(rows);
    }

    private Record withValue(Record row) {
        row.setField("pm10", (double) random.nextInt(1000));
        return row;
    }

    private void deletePositions() {
        Table table = air.table();
        List<FileScanTask> files = files(table);
        if (files.isEmpty()) {
            return;
        }
        DataFile file = files.get(random.nextInt(files.size())).file();
        String location =
                table.locationProvider().newDataLocation("deletes-" + random.nextInt(Integer.MAX_VALUE) + ".parquet");
        try {
            PositionDeleteWriter<Record> writer = Parquet.writeDeletes(
                            table.io().newOutputFile(location))
                    .withSpec(table.specs().get(file.specId()))
                    .withPartition(file.partition())
                    .buildPositionWriter();
            int certain = random.nextInt(Math.toIntExact(file.recordCount()));
            try (writer) {
                for (long position = 0; position < file.recordCount(); position++) {
                    if (position == certain || random.nextInt(4) == 0) {
                        writer.write(PositionDelete.<Record>create().set(file.location(), position));
                    }
                }
            }
            DeleteFile deletes = writer.toDeleteFile();
            table.newRowDelta().addDeletes(deletes).commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<FileScanTask> files(Table table) {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** @param change of a row, null for none; the rows stay the same if {@code onlyFiles} */
    private void rewrite(boolean onlyFiles, UnaryOperator<@Nullable Record> change) {
        Table table = air.table();
        Set<DataFile> before = new HashSet<>();
        files(table).forEach(task -> before.add(task.file()));
        if (before.isEmpty()) {
            return;
        }
        TableRows rows = new TableRows(table);
        InternalRecordWrapper internal =
                new InternalRecordWrapper(table.schema().asStruct());
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            for (Record each : records) {
                Record changed = change.apply(each);
                if (changed != null) {
                    rows.add(internal.wrap(changed));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<DataFile> after = new HashSet<>(rows.finish());
        if (onlyFiles && !after.isEmpty()) {
            table.newRewrite()
                    .validateFromSnapshot(table.currentSnapshot().snapshotId())
                    .rewriteFiles(before, after)
                    .commit();
            return;
        }
        var overwrite = table.newOverwrite();
        before.forEach(overwrite::deleteFile);
        after.forEach(overwrite::addFile);
        overwrite.commit();
    }

    private void evolveSchema() {
        columnsAdded++;
        var change = air.table()
                .updateSchema()
                .addColumn("extra" + columnsAdded, Types.StringType.get())
                .moveFirst("extra" + columnsAdded);
        if (columnsAdded > 1) {
            change = change.renameColumn("extra" + (columnsAdded - 1), "old" + columnsAdded);
        }
        change.commit();
    }

    private void evolvePartitions() {
        var change = air.table().updateSpec();
        if (partitioned) {
            change.removeField("city").commit();
        } else {
            change.addField("city").commit();
        }
        partitioned = !partitioned;
    }

    void expire() {
        air.table()
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .commit();
    }

    /** A last deletion, after which what nobody holds is gone. */
    void erase(String city) {
        rewrite(false, row -> city.equals(row.getField("city")) ? null : row);
    }
}
