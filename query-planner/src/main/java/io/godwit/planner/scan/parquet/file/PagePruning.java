package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.scan.file.FileRead;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.parquet.ParquetMetricsRowGroupFilter;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a row group may make the pruning expression true, judged page by page. Columns have their page borders at
 * different rows, so every predicate is judged on the pages of its own column and gives row ranges; AND and OR combine these. Iceberg's
 * evaluator of row group statistics judges a page as if it were a row group.
 */
public final class PagePruning {
    private final Schema tableSchema;
    private final MessageType schema;
    private final BlockMetaData rowGroup;
    private final PageIndexes indexes;
    private final RowRanges all;

    public PagePruning(FileRead read, MessageType schema, BlockMetaData rowGroup, PageIndexes indexes) {
        this.tableSchema = read.tableSchema();
        this.schema = schema;
        this.rowGroup = rowGroup;
        this.indexes = indexes;
        this.all = RowRanges.all((int) rowGroup.getRowCount());
    }

    public RowRanges mayMatch(Expression expression) {
        if (expression instanceof And and) {
            return mayMatch(and.left()).intersect(mayMatch(and.right()));
        }
        if (expression instanceof Or or) {
            return mayMatch(or.left()).union(mayMatch(or.right()));
        }
        if (expression instanceof UnboundPredicate<?> predicate && predicate.term() instanceof NamedReference<?>) {
            return mayMatch(predicate);
        }
        return expression.op() == Expression.Operation.FALSE ? RowRanges.NONE : all;
    }

    private RowRanges mayMatch(UnboundPredicate<?> predicate) {
        ColumnChunkMetaData chunk = chunk(predicate.ref().name());
        PageLocations pages = chunk == null ? null : indexes.locations(chunk);
        ColumnIndex contents = chunk == null ? null : indexes.contents(chunk);
        if (chunk == null || pages == null || contents == null || !describes(contents, pages)) {
            return all;
        }
        ParquetMetricsRowGroupFilter filter = new ParquetMetricsRowGroupFilter(tableSchema, predicate, true);
        RowRanges.Builder rows = new RowRanges.Builder();
        for (int page = 0; page < pages.count(); page++) {
            if (filter.shouldRead(schema, page(chunk, pages.rows(page), contents, page))) {
                rows.add(pages.firstRow(page), pages.firstRow(page) + pages.rows(page));
            }
        }
        return rows.build();
    }

    /** The chunk of a column of which every row has one value and whose bounds are in the order of its type. */
    private @Nullable ColumnChunkMetaData chunk(String name) {
        NestedField field = tableSchema.findField(name);
        if (field == null) {
            return null;
        }
        for (ColumnDescriptor leaf : schema.getColumns()) {
            PrimitiveType type = leaf.getPrimitiveType();
            boolean found = type.getId() != null && type.getId().intValue() == field.fieldId();
            if (found) {
                boolean ordered =
                        type.columnOrder().getColumnOrderName() == ColumnOrder.ColumnOrderName.TYPE_DEFINED_ORDER;
                return ordered && leaf.getMaxRepetitionLevel() == 0 ? chunk(ColumnPath.get(leaf.getPath())) : null;
            }
        }
        return null;
    }

    private @Nullable ColumnChunkMetaData chunk(ColumnPath path) {
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
            if (chunk.getPath().equals(path)) {
                return chunk;
            }
        }
        return null;
    }

    private static boolean describes(ColumnIndex contents, PageLocations pages) {
        int count = pages.count();
        return contents.getNull_pagesSize() == count
                && contents.getMin_valuesSize() == count
                && contents.getMax_valuesSize() == count
                && (!contents.isSetNull_counts() || contents.getNull_countsSize() == count);
    }

    /** A page as a row group that has one column. */
    private BlockMetaData page(ColumnChunkMetaData chunk, int rows, ColumnIndex contents, int page) {
        BlockMetaData block = new BlockMetaData();
        block.setRowCount(rows);
        block.addColumn(ColumnChunkMetaData.get(
                chunk.getPath(),
                chunk.getPrimitiveType(),
                chunk.getCodec(),
                null,
                Set.of(),
                statistics(chunk.getPrimitiveType(), rows, contents, page),
                1,
                0,
                rows,
                1,
                1));
        return block;
    }

    private static Statistics<?> statistics(PrimitiveType type, int rows, ColumnIndex contents, int page) {
        Statistics.Builder statistics = Statistics.getBuilderForReading(type);
        // Some writers take a page of NaNs, which has no bounds either, for one of nulls.
        boolean onlyNulls = contents.getNull_pages().get(page)
                && (!contents.isSetNull_counts() || contents.getNull_counts().get(page) == rows);
        if (!contents.getNull_pages().get(page)) {
            statistics.withMin(bytes(contents.getMin_values(), page)).withMax(bytes(contents.getMax_values(), page));
        }
        if (onlyNulls || contents.isSetNull_counts()) {
            statistics.withNumNulls(onlyNulls ? rows : contents.getNull_counts().get(page));
        }
        return statistics.build();
    }

    private static byte[] bytes(List<ByteBuffer> values, int page) {
        ByteBuffer value = values.get(page).duplicate();
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }
}
