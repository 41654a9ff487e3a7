package io.godwit.planner.physical;

import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Expressions for a reader: with names in place of column numbers. */
final class Describe {
    private Describe() {}

    static String expression(RexNode expression, Schema schema) {
        return expression
                .accept(new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        return new NamedRef(
                                schema.getFields().get(ref.getIndex()).getName(), ref);
                    }
                })
                .toString();
    }

    private static final class NamedRef extends org.apache.calcite.rex.RexVariable {
        NamedRef(String name, RexInputRef ref) {
            super(name, ref.getType());
        }

        @Override
        public <R> R accept(org.apache.calcite.rex.RexVisitor<R> visitor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <R, P> R accept(org.apache.calcite.rex.RexBiVisitor<R, P> visitor, P argument) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof NamedRef named && named.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
