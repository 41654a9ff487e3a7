package io.godwit.planner.catalog;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.exceptions.NotFoundException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in Godwit's words what kept the manifests of a table from being read. */
public final class ManifestReading {
    private ManifestReading() {}

    /** What reads manifests. */
    public interface Reading<T> {
        T read() throws IOException;
    }

    /** @throws GodwitException UNAVAILABLE when storage does not hand out a list of manifests, or a manifest */
    public static <T> T of(Object table, Reading<T> reading) {
        try {
            return reading.read();
        } catch (NotFoundException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "The manifests of %s cannot be read: %s; its snapshot may have been expired meanwhile"
                            .formatted(table, e.getMessage()),
                    e);
        } catch (IOException | UncheckedIOException | SdkException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "The manifests of %s cannot be read: %s; %s"
                            .formatted(table, e.getMessage(), StorageAttempts.advice()),
                    e);
        }
    }
}
