package io.godwit.server.stream;

/**
 * How large the messages of a result become. Every column of a message costs its sender and its reader some microseconds,
 * whatever it holds, so that results of many columns go in larger ones to clients that are known to take them.
 *
 * @param usualBytes what every client takes
 * @param wideBytes the most for a result of many columns
 */
public record MessageSize(long usualBytes, long wideBytes) {
    /** Beyond these a message grows with its columns. */
    private static final int USUAL_COLUMNS = 64;

    /** What batches of so many columns are cut to. */
    public long of(int columns, boolean takesLarge) {
        return takesLarge
                ? Math.max(usualBytes, Math.min(wideBytes, usualBytes / USUAL_COLUMNS * columns))
                : usualBytes;
    }
}
