package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.ExecutionContext;

/** Gives each file to the reader for its format. */
final class FormatReaders implements FileReader {
    private final FileReader records = new RecordFileReader();

    @Override
    public FileBatches open(ExecutionContext context, FileRead read) {
        return records.open(context, read);
    }
}
