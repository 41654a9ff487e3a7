package io.godwit.planner.engine;

/** Quoting. */
final class DuckDbText {
    private DuckDbText() {}

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String string(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    static String cast(String expression, String type) {
        return "CAST(" + expression + " AS " + type + ")";
    }
}
