package io.godwit.pitjoin.batch;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The one exception of Godwit: its message carries the values and says what to do, its code says whose fault it is. */
public final class GodwitException extends RuntimeException {
    private final ErrorCode code;

    public GodwitException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public GodwitException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }
}
