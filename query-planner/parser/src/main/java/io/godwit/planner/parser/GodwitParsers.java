package io.godwit.planner.parser;

import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParserImplFactory;

/** Makes parsers of our grammar that understand some reserved words as names. */
public final class GodwitParsers {
    public static final SqlParserImplFactory FACTORY = reader -> {
        SqlAbstractParserImpl made = GodwitSqlParserImpl.FACTORY.getParser(reader);
        GodwitSqlParserImpl parser = (GodwitSqlParserImpl) made;
        parser.token_source = new ContextualNames(parser.jj_input_stream);
        return parser;
    };

    private GodwitParsers() {}
}
