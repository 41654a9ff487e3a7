package io.godwit.planner.write;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog whose answer can get lost once it has made a commit. For one test at a time, as Iceberg makes it by name. */
public final class SilentCatalog extends JdbcCatalog {
    private enum Mood {
        SPEAKS,
        FAILS_AFTER_COMMIT,
        VANISHES_AFTER_COMMIT,
        IS_GONE
    }

    private static volatile Mood mood = Mood.SPEAKS;

    static void speak() {
        mood = Mood.SPEAKS;
    }

    /** The next commit is made, and said to have failed. */
    static void failAfterCommit() {
        mood = Mood.FAILS_AFTER_COMMIT;
    }

    /** Likewise, and the catalog answers nothing more. */
    static void vanishAfterCommit() {
        mood = Mood.VANISHES_AFTER_COMMIT;
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        TableOperations operations = super.newTableOps(identifier);
        return (TableOperations) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TableOperations.class},
                (proxy, method, arguments) -> call(operations, method, arguments));
    }

    private static Object call(TableOperations operations, Method method, Object[] arguments) throws Throwable {
        if (mood == Mood.IS_GONE) {
            throw new IllegalStateException("connection refused");
        }
        Object answer;
        try {
            answer = method.invoke(operations, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (method.getName().equals("commit") && mood != Mood.SPEAKS) {
            mood = mood == Mood.VANISHES_AFTER_COMMIT ? Mood.IS_GONE : Mood.SPEAKS;
            throw new IllegalStateException("connection reset");
        }
        return answer;
    }
}
