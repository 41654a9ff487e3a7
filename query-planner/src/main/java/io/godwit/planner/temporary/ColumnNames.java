package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Whether statements can name the columns of a table, and the fields within: SQL takes names for the same whatever their case. */
public final class ColumnNames {
    private ColumnNames() {}

    /** @throws GodwitException when a column has no name, or that of another */
    public static void require(Schema table) {
        require(table.getFields(), "");
    }

    private static void require(List<Field> fields, String within) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            String name = field.getName();
            if (name.isEmpty()) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT, "A column of the upload%s has no name".formatted(within));
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The upload has two columns \"%s\"%s, apart from their case; give one another name"
                                .formatted(name, within));
            }
            // What stands in lists and maps is named by nobody.
            if (field.getType() instanceof ArrowType.Struct) {
                require(field.getChildren(), " within \"" + name + "\"");
            } else {
                field.getChildren().forEach(child -> require(child.getChildren(), " within \"" + name + "\""));
            }
        }
    }
}
