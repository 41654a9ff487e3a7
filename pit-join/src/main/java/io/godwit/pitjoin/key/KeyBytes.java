package io.godwit.pitjoin.key;

import io.godwit.pitjoin.batch.Words;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Turns the key columns of a batch into one row of bytes per row. */
final class KeyBytes {
    private final List<KeyCoding> codings;
    private final ByteRows rows = new ByteRows();
    private final long[][] words;

    KeyBytes(List<KeyCoding> codings) {
        this.codings = List.copyOf(codings);
        this.words = new long[codings.size()][0];
    }

    ByteRows encode(List<FieldVector> columns, int rowCount, int[] groups) {
        Arrays.fill(groups, 0, rowCount, 0);
        for (int part = 0; part < words.length; part++) {
            readPart(part, columns.get(part), rowCount, groups);
        }
        rows.clear();
        for (int row = 0; row < rowCount; row++) {
            if (groups[row] != KeyIndex.NO_GROUP) {
                appendRow(columns, row);
            }
            rows.endRow();
        }
        return rows;
    }

    private void readPart(int part, FieldVector column, int rowCount, int[] groups) {
        KeyCoding coding = codings.get(part);
        if (coding.form().isWord()) {
            words[part] = words[part].length < rowCount ? new long[rowCount] : words[part];
            coding.readWords(column, rowCount, words[part], groups);
        } else if (coding.form() == KeyCoding.Form.NOTHING) {
            Arrays.fill(groups, 0, rowCount, KeyIndex.NO_GROUP);
        } else {
            Words.markNulls(column, rowCount, groups, KeyIndex.NO_GROUP);
        }
    }

    /** Words have a fixed length; bytes are preceded by theirs, so that ("a", "bc") is not ("ab", "c"). */
    private void appendRow(List<FieldVector> columns, int row) {
        for (int part = 0; part < words.length; part++) {
            if (codings.get(part).form().isWord()) {
                rows.appendLong(words[part][row]);
            } else {
                int lengthAt = rows.size();
                rows.appendInt(0);
                codings.get(part).appendBytes(columns.get(part), row, rows);
                rows.patchInt(lengthAt, rows.size() - lengthAt - Integer.BYTES);
            }
        }
    }
}
