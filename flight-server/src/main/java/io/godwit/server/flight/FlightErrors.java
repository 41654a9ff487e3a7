package io.godwit.server.flight;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.server.statement.Queries;
import io.godwit.server.statement.Query;
import io.godwit.server.statement.QueryFailure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.apache.arrow.memory.OutOfMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become Flight statuses. What is the caller's to mend is told; what is ours is logged too. */
final class FlightErrors {
    static final Metadata.Key<String> QUERY_ID = Metadata.Key.of("godwit-query", Metadata.ASCII_STRING_MARSHALLER);

    /** Says that nothing was done and that the same call may succeed after so many milliseconds, whatever it does. */
    static final Metadata.Key<String> RETRY_AFTER =
            Metadata.Key.of("godwit-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final String RETRY_AFTER_MILLIS = "200";
    private static final Logger LOG = LoggerFactory.getLogger(FlightErrors.class);
    /** Clients accept about 8 KiB of headers in all. */
    private static final int MAX_MESSAGE_CHARACTERS = 3000;

    private FlightErrors() {}

    static StatusRuntimeException toStatus(Throwable failure) {
        return failure instanceof QueryFailure query && query.getCause() != null
                ? toStatus(query.getCause(), query.queryId())
                : toStatus(failure, Queries.newId());
    }

    static StatusRuntimeException toStatus(Throwable failure, String queryId) {
        if (failure instanceof StatusRuntimeException status) {
            return status;
        }
        GodwitException known = known(failure);
        Query.logged(queryId, () -> log(known, failure));
        Metadata trailers = new Metadata();
        trailers.put(QUERY_ID, queryId);
        if (known.code() == ErrorCode.BUSY) {
            trailers.put(RETRY_AFTER, RETRY_AFTER_MILLIS);
        }
        String message = shortened(String.valueOf(known.getMessage())) + " (query " + queryId + ")";
        return statusOf(known.code()).withDescription(message).asRuntimeException(trailers);
    }

    /** What a call is told for which there is no thread. */
    static StatusRuntimeException busy(String what) {
        return toStatus(new GodwitException(
                ErrorCode.BUSY, "The server has as many " + what + " as it accepts; try again in a moment"));
    }

    /** What a call is told of whose messages one cannot be read. */
    static GodwitException unreadable(RuntimeException failure) {
        if (failure instanceof OutOfMemoryException) {
            return known(failure);
        }
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT, "A message of the call cannot be read: " + reason.getMessage(), failure);
    }

    private static void log(GodwitException known, Throwable failure) {
        if (known.code().isCallers()) {
            LOG.debug("Refused: {}", known.getMessage());
        } else if (known.code() == ErrorCode.UNAVAILABLE && known.getCause() == null) {
            LOG.warn("Unavailable: {}", known.getMessage());
        } else {
            LOG.error("Failed", failure);
        }
    }

    private static GodwitException known(Throwable failure) {
        if (failure instanceof GodwitException godwit) {
            return godwit;
        }
        if (failure instanceof OutOfMemoryException) {
            return new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "The query needs more memory than it may use (" + failure.getMessage()
                            + "); raise query.memory-bytes or memory.limit-bytes, or ask for less",
                    failure);
        }
        return new GodwitException(
                ErrorCode.INTERNAL,
                "Godwit failed at this, which is a defect; the server's log has the details: " + failure,
                failure);
    }

    private static Status statusOf(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
            case UNSUPPORTED -> Status.UNIMPLEMENTED;
            case PERMISSION_DENIED -> Status.PERMISSION_DENIED;
            case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
            case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case CANCELLED -> Status.CANCELLED;
            case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
            case BUSY, UNAVAILABLE -> Status.UNAVAILABLE;
            case CORRUPT_DATA -> Status.DATA_LOSS;
            case INTERNAL -> Status.INTERNAL;
        };
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_CHARACTERS
                ? message
                : message.substring(0, MAX_MESSAGE_CHARACTERS) + "…";
    }
}
