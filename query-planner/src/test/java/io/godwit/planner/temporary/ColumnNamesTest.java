package io.godwit.planner.temporary;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
    @Test
    void columnsHaveNamesThatTellThemApart() {
        assertThatCode(() -> check(column("a"), column("b"), structure("c", column("a"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(column("a"), column("A"))).hasMessageContaining("two columns \"A\"");
        assertThatThrownBy(() -> check(column(""))).hasMessageContaining("has no name");
    }

    @Test
    void soDoFieldsWithinStructures() {
        Field twice = structure("s", column("x"), column("X"));
        assertThatThrownBy(() -> check(twice)).hasMessageContaining("two columns \"X\" within \"s\"");
        Field list = new Field("l", FieldType.nullable(ArrowType.List.INSTANCE), List.of(twice));
        assertThatThrownBy(() -> check(list)).hasMessageContaining("two columns \"X\" within \"l\"");
    }

    private static void check(Field... columns) {
        ColumnNames.require(new Schema(List.of(columns)));
    }

    private static Field column(String name) {
        return Field.nullable(name, new ArrowType.Int(64, true));
    }

    private static Field structure(String name, Field... children) {
        return new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(children));
    }
}
