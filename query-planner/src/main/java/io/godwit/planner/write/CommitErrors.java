package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.TableName;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ValidationException;

/** Iceberg's exceptions of a write, as ours. */
public final class CommitErrors {
    private CommitErrors() {}

    /** Does {@code work} on {@code table}; what it throws says whose fault it is. */
    public static <T> T translating(TableName table, Supplier<T> work) {
        try {
            return work.get();
        } catch (GodwitException e) {
            throw e;
        } catch (AlreadyExistsException e) {
            throw failed(
                    ErrorCode.ALREADY_EXISTS,
                    "Table %s exists already; append to it, replace it, or drop it first".formatted(table),
                    e);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            throw failed(ErrorCode.NOT_FOUND, "There is no table " + table, e);
        } catch (NotAuthorizedException | ForbiddenException e) {
            throw failed(
                    ErrorCode.PERMISSION_DENIED, "Godwit may not write to %s: %s".formatted(table, e.getMessage()), e);
        } catch (CommitStateUnknownException e) {
            throw failed(
                    ErrorCode.UNAVAILABLE,
                    "The catalog did not say whether it took the commit to %s; look before trying again: %s"
                            .formatted(table, e.getMessage()),
                    e);
        } catch (CommitFailedException | ColumnsChangedException e) {
            throw failed(
                    ErrorCode.UNAVAILABLE,
                    "Others kept committing to %s; nothing was written, try again".formatted(table),
                    e);
        } catch (IllegalArgumentException | ValidationException | ArithmeticException e) {
            throw failed(
                    ErrorCode.INVALID_ARGUMENT, "%s cannot hold these rows: %s".formatted(table, e.getMessage()), e);
        } catch (RuntimeException e) {
            throw failed(ErrorCode.UNAVAILABLE, "Cannot write to %s: %s".formatted(table, e.getMessage()), e);
        }
    }

    private static GodwitException failed(ErrorCode code, String message, RuntimeException cause) {
        return new GodwitException(code, message, cause);
    }
}
