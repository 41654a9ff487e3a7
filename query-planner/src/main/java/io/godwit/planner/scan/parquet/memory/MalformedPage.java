package io.godwit.planner.scan.parquet.memory;

/** What is wrong inside a page or its header. Whoever knows file, row group and column says it to the caller. */
public final class MalformedPage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedPage(String message) {
        super(message);
    }
}
