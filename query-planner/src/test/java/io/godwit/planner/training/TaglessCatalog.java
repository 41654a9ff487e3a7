package io.godwit.planner.training;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog that lets tables change but refuses tags, as one does whose users may not alter tables. */
public final class TaglessCatalog extends JdbcCatalog {
    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        TableOperations operations = super.newTableOps(identifier);
        return (TableOperations) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TableOperations.class},
                (proxy, method, arguments) -> call(operations, method, arguments));
    }

    private static Object call(TableOperations operations, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("commit")
                && ((TableMetadata) arguments[1]).refs().values().stream().anyMatch(ref -> ref.isTag())) {
            throw new ForbiddenException("no tags here");
        }
        try {
            return method.invoke(operations, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
