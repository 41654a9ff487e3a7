package io.godwit.pitjoin.batch;

/** What kind of failure a {@link GodwitException} tells of; {@code flight-server} turns each into one Flight status. */
public enum ErrorCode {
    /** The statement does not parse or does not validate, or an argument is out of range. */
    INVALID_ARGUMENT(true),
    /** A table, column, snapshot, dataset or function of that name does not exist. */
    NOT_FOUND(true),
    /** Something of that name exists already. */
    ALREADY_EXISTS(true),
    /** The request is understood, and Godwit does not do it. */
    UNSUPPORTED(true),
    /** The principal, or Godwit's own credentials, may not do this. */
    PERMISSION_DENIED(true),
    /** The state of the lakehouse forbids it now: a snapshot is gone, a dataset holds no rows. */
    FAILED_PRECONDITION(true),
    /** The query's memory, spill or row limit is reached. */
    RESOURCE_EXHAUSTED(true),
    /** The client cancelled, or went away. */
    CANCELLED(true),
    /** The query's time limit is reached. */
    DEADLINE_EXCEEDED(true),
    /** There is more to do than the server takes on. Nothing was done; the same call may succeed in a moment. */
    BUSY(true),
    /** Storage, catalog or this server cannot answer just now; trying again may help. */
    UNAVAILABLE(false),
    /** A data or metadata file is not what its format demands. */
    CORRUPT_DATA(false),
    /** A defect of Godwit. */
    INTERNAL(false);

    private final boolean callers;

    ErrorCode(boolean callers) {
        this.callers = callers;
    }

    /** Whether the caller can mend it; otherwise it is ours and the log carries the cause. */
    public boolean isCallers() {
        return callers;
    }
}
