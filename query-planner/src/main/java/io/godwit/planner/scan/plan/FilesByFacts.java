package io.godwit.planner.scan.plan;

import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.column.ScanColumns;
import io.godwit.planner.scan.filter.FilterColumns;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Drops data files by a filter's conditions on metadata columns, which are not in a manifest's statistics: all rows of a
 * file share {@code _file}, {@code _spec_id} and {@code _partition}, {@code _pos} is less than its number of rows, and no row was updated later
 * than the file was written. Row ids tell nothing: rows that were rewritten kept theirs.
 */
final class FilesByFacts {
    private static final String PARTITION = MetadataColumns.PARTITION_COLUMN_NAME + ".";

    private final Expression filter;
    private final Schema own;
    private final Schema metadata;
    private final Map<UnboundPredicate<?>, Evaluator> ofPartitions = new IdentityHashMap<>();

    private FilesByFacts(Expression filter, Schema own, Schema metadata) {
        this.filter = filter;
        this.own = own;
        this.metadata = metadata;
    }

    static FilesByFacts of(Expression filter, PinnedTable table) {
        Expression plain = Expressions.rewriteNot(filter);
        Schema own = table.schema();
        Schema metadata = new Schema(ScanColumns.metadataColumns(table));
        boolean concerns = FilterColumns.of(plain).stream()
                .anyMatch(name -> metadata.findField(name) != null && own.findField(name) == null);
        return new FilesByFacts(concerns ? plain : Expressions.alwaysTrue(), own, metadata);
    }

    /** Whether the filter may be true for a row of the file. */
    boolean mayMatch(FileScanTask task) {
        return mayMatch(filter, task);
    }

    private boolean mayMatch(Expression expression, FileScanTask task) {
        if (expression instanceof And and) {
            return mayMatch(and.left(), task) && mayMatch(and.right(), task);
        } else if (expression instanceof Or or) {
            return mayMatch(or.left(), task) || mayMatch(or.right(), task);
        } else if (expression instanceof UnboundPredicate<?> predicate
                && predicate.term() instanceof NamedReference<?>
                && own.findField(predicate.ref().name()) == null) {
            return mayMatch(predicate, task);
        }
        return expression.op() != Expression.Operation.FALSE;
    }

    private boolean mayMatch(UnboundPredicate<?> predicate, FileScanTask task) {
        DataFile file = task.file();
        String column = predicate.ref().name();
        if (column.equals(MetadataColumns.FILE_PATH.name())) {
            return isAt(predicate, file.location());
        } else if (column.equals(MetadataColumns.SPEC_ID.name())) {
            return mayMatch(predicate, file.specId(), file.specId());
        } else if (column.equals(MetadataColumns.ROW_POSITION.name())) {
            return mayMatch(predicate, 0, file.recordCount() - 1);
        } else if (column.equals(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.name())) {
            return file.firstRowId() == null
                    ? predicate.op() == Expression.Operation.IS_NULL
                    : mayMatch(predicate, 0, ScanOrder.sequenceNumber(file));
        } else if (column.equals(MetadataColumns.ROW_ID.name())) {
            return (file.firstRowId() == null) == (predicate.op() == Expression.Operation.IS_NULL);
        } else if (column.startsWith(PARTITION)) {
            return ofPartitions.computeIfAbsent(predicate, this::evaluator).eval(partition(task));
        }
        return true;
    }

    private Evaluator evaluator(UnboundPredicate<?> predicate) {
        boolean ofNulls =
                predicate.op() == Expression.Operation.IS_NULL || predicate.op() == Expression.Operation.NOT_NULL;
        Expression widened = PruningFilter.widen(predicate, metadata, metadata, Set.of());
        return new Evaluator(metadata.asStruct(), ofNulls ? predicate : widened);
    }

    private StructLike partition(FileScanTask task) {
        NestedField column = metadata.findField(MetadataColumns.PARTITION_COLUMN_NAME);
        StructLike partition =
                ScanColumns.partition(task.file(), task.spec(), column.type().asStructType());
        Object[] row = new Object[metadata.columns().size()];
        row[metadata.columns().indexOf(column)] = partition;
        return new Row(row);
    }

    private record Row(@Nullable Object... values) implements StructLike {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public <T> T get(int position, Class<T> type) {
            return type.cast(values[position]);
        }

        @Override
        public <T> void set(int position, T value) {
            throw new UnsupportedOperationException();
        }
    }

    private static boolean isAt(UnboundPredicate<?> predicate, String location) {
        return switch (predicate.op()) {
            case EQ, IN -> predicate.literals().stream().anyMatch(literal -> location.contentEquals(text(literal)));
            case NOT_EQ, NOT_IN ->
                predicate.literals().stream().noneMatch(literal -> location.contentEquals(text(literal)));
            case STARTS_WITH -> location.startsWith(text(predicate.literal()));
            case IS_NULL -> false;
            default -> true;
        };
    }

    private static String text(Literal<?> literal) {
        return literal.value().toString();
    }

    /** Whether a number from {@code least} to {@code most} can meet the condition. */
    private static boolean mayMatch(UnboundPredicate<?> predicate, long least, long most) {
        if (predicate.literals() != null
                && !predicate.literals().stream().allMatch(literal -> isWhole(literal.value()))) {
            return true;
        }
        return switch (predicate.op()) {
            case EQ, IN -> any(predicate, value -> value >= least && value <= most);
            case NOT_EQ, NOT_IN -> least < most || !any(predicate, value -> value == least);
            case LT -> any(predicate, value -> least < value);
            case LT_EQ -> any(predicate, value -> least <= value);
            case GT -> any(predicate, value -> most > value);
            case GT_EQ -> any(predicate, value -> most >= value);
            case IS_NULL -> false;
            default -> true;
        };
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    private static boolean any(UnboundPredicate<?> predicate, LongPredicate condition) {
        return predicate.literals().stream()
                .map(Literal::value)
                .anyMatch(value -> condition.test(((Number) value).longValue()));
    }
}
