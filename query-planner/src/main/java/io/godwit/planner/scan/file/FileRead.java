package io.godwit.planner.scan.file;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.jspecify.annotations.Nullable;

/**
 * One data file, or part of it, and what is wanted of it.
 *
 * <p>Columns are found by field id at every level, never by name; in a file without any field ids by {@code nameMapping}.
 * A field the file does not have takes its value from {@code constants}, else its initial default, else it is null. A
 * field stored narrower than asked for (int for long, float for double, a smaller decimal precision, date for timestamp) is
 * widened.
 *
 * @param input the file
 * @param length of the file in bytes, as the manifest says
 * @param format how it is encoded
 * @param columns what the batches hold, in order: table columns, pruned below the top level where only part of a struct is
 *     wanted, and where asked for {@code _row_id} and {@code _last_updated_sequence_number} as the file stores them (null
 *     where it does not). Other metadata columns and identity partition values are not among them: the scan adds those
 * @param filter which rows survive; the reader applies it
 * @param pruning rows for which this is not true need not be read. It is wider than the filter where Iceberg's comparison
 *     differs from SQL's (NaN, -0.0, uuid), so readers may use Iceberg's own evaluators on statistics, dictionaries and
 *     bloom filters. Not bound; it names only columns of the read or its filter, as {@code tableSchema} names them
 * @param tableSchema the whole schema the scan reads with, of which {@code columns} are parts; the filter may see columns that were
 *     dropped, too
 * @param constants values of nested identity partition fields by field id, in Iceberg's internal representation
 * @param nameMapping for files without field ids, or null when the table has none
 * @param rows which part of the file
 * @param batchRows no batch has more rows
 * @param metrics where the reader counts row groups, pages, bytes and rows; the scan itself counts files and batches
 */
public record FileRead(
        InputFile input,
        long length,
        FileFormat format,
        Schema columns,
        RowFilter filter,
        Expression pruning,
        Schema tableSchema,
        Map<Integer, ?> constants,
        @Nullable NameMapping nameMapping,
        RowSelection rows,
        int batchRows,
        ScanMetrics metrics) {
    public FileRead {
        requireNonNull(input, "input");
        requireNonNull(format, "format");
        requireNonNull(columns, "columns");
        requireNonNull(filter, "filter");
        requireNonNull(pruning, "pruning");
        requireNonNull(tableSchema, "tableSchema");
        requireNonNull(rows, "rows");
        requireNonNull(metrics, "metrics");
        constants = Map.copyOf(constants);
    }
}
