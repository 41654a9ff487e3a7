package io.godwit.planner.catalog;

/** Names and texts as a statement writes them, whatever stands in them. */
public final class Quoted {
    private Quoted() {}

    /** In double quotes. */
    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** In single quotes. */
    public static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
