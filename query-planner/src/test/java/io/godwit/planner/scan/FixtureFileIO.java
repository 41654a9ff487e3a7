package io.godwit.planner.scan;

import io.godwit.planner.catalog.LakeFileIO;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Finds the files of the checked-in lakehouse where this checkout lies. */
public final class FixtureFileIO implements FileIO {
    private static final long serialVersionUID = 1L;

    /** What paths in the fixtures begin with. */
    static final String ROOT = "file:///godwit-fixtures";

    static final Path DIRECTORY = Path.of("src/test/fixtures").toAbsolutePath();

    private final LakeFileIO files = new LakeFileIO();

    @Override
    public void initialize(Map<String, String> properties) {
        files.initialize(properties);
    }

    @Override
    public Map<String, String> properties() {
        return files.properties();
    }

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(here(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return files.newOutputFile(here(location));
    }

    @Override
    public void deleteFile(String location) {
        files.deleteFile(here(location));
    }

    private static String here(String location) {
        return location.startsWith(ROOT) ? "file://" + DIRECTORY + location.substring(ROOT.length()) : location;
    }
}
