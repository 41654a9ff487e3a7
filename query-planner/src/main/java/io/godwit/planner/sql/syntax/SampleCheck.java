package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.SqlText.Token;
import java.util.List;

/** Refuses samples: how rows would be drawn is said nowhere, so the same statement would give other rows each time. */
final class SampleCheck {
    private SampleCheck() {}

    static void refuse(SqlText text) {
        List<Token> tokens = text.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            boolean afterUsing = i + 1 < tokens.size()
                    && tokens.get(i).is("USING")
                    && tokens.get(i + 1).is("SAMPLE");
            if (tokens.get(i).is("TABLESAMPLE") || afterUsing) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Samples are not supported; write ORDER BY random() LIMIT 100 for rows drawn anew each time, or"
                                + " WHERE mod(id, 10) = 0 for the same ones (%s)".formatted(text.position(i)));
            }
        }
    }
}
