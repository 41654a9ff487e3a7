package io.godwit.planner.sql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Looks for calls and names anywhere within a tree, itself included. */
public final class SyntaxSearch {
    private SyntaxSearch() {}

    public static boolean finds(SqlNode tree, Predicate<SqlNode> wanted) {
        AtomicBoolean found = new AtomicBoolean();
        tree.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                found.compareAndSet(false, wanted.test(name));
                return null;
            }

            @Override
            public @Nullable Void visit(SqlCall call) {
                found.compareAndSet(false, wanted.test(call));
                return found.get() ? null : super.visit(call);
            }
        });
        return found.get();
    }

    public static List<SqlIdentifier> names(SqlNode tree) {
        List<SqlIdentifier> names = new ArrayList<>();
        tree.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                names.add(name);
                return null;
            }
        });
        return names;
    }
}
