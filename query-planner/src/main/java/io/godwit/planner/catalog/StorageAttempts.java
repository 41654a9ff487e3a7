package io.godwit.planner.catalog;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Storage whose answer broke off is asked again, a few times and each time later. What the AWS SDK reports was tried as often
 * as it is set to already; a file that ends too soon most likely always will, and stays an {@link EOFException}.
 */
public final class StorageAttempts {
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private StorageAttempts() {}

    /** One request with its whole answer; begins anew each time. */
    public interface Attempt<T> {
        T make() throws IOException;
    }

    /** The first answer that is whole; else fails as the last attempt did, saying how many there were. */
    public static <T> T make(Attempt<T> attempt) throws IOException {
        for (int made = 1; ; made++) {
            try {
                return attempt.make();
            } catch (EOFException e) {
                if (made == ATTEMPTS) {
                    throw e;
                }
            } catch (IOException | UncheckedIOException e) {
                if (made == ATTEMPTS) {
                    throw new IOException("%s, in the last of %d attempts".formatted(e.getMessage(), ATTEMPTS), e);
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FIRST_PAUSE_MILLIS << made - 1));
        }
    }

    /** Whether something failed since storage did not answer, or not wholly, rather than by what it answered. */
    public static boolean failedIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SdkException || cause instanceof IOException && !(cause instanceof EOFException)) {
                return true;
            }
        }
        return false;
    }

    /** What to do about it. */
    public static String advice() {
        return "run the query again; if storage stays slow or unreachable, see its own state, or raise the catalog's s3.retry.num-retries";
    }
}
