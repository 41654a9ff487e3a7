package io.godwit.planner.write;

/** What a write does with a table of that name. */
public enum WriteMode {
    /** There must be none; it is made with the columns of the rows. */
    CREATE,
    /** There must be one; the rows are added to it. */
    APPEND,
    /** The rows are added to it, and it is made if there is none. */
    CREATE_OR_APPEND,
    /** What there is goes, columns too; its history stays. It is made if there is none. */
    REPLACE
}
