package io.godwit.planner.scan.delete;

import java.util.List;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;

/** Tasks with other deletes than Iceberg planned. */
public final class TaskDeletes {
    private TaskDeletes() {}

    public static FileScanTask replaced(FileScanTask task, PartitionSpec spec, List<DeleteFile> deletes) {
        return new BaseFileScanTask(
                task.file(),
                deletes.toArray(DeleteFile[]::new),
                SchemaParser.toJson(spec.schema()),
                PartitionSpecParser.toJson(spec),
                ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()));
    }
}
