package io.godwit.planner.training.result;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.statistics.ColumnSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** The summaries of a version's columns, as a JSON array beside its row hashes. */
public final class StatisticsFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StatisticsFile() {}

    public static void write(OutputFile file, List<ColumnSummary> summaries) {
        try (OutputStream stream = file.createOrOverwrite()) {
            MAPPER.writeValue(stream, summaries);
        } catch (IOException e) {
            throw unusable("write", file.location(), e);
        }
    }

    public static List<ColumnSummary> read(InputFile file) {
        try (InputStream stream = file.newStream()) {
            return MAPPER.readValue(stream, new TypeReference<List<ColumnSummary>>() {});
        } catch (IOException e) {
            throw unusable("read", file.location(), e);
        }
    }

    private static GodwitException unusable(String verb, String location, IOException cause) {
        return new GodwitException(
                ErrorCode.UNAVAILABLE,
                "Cannot %s the statistics at %s: %s".formatted(verb, location, cause.getMessage()),
                cause);
    }
}
