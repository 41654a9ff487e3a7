package io.godwit.planner.parser;

/** {@code BIGINT[]} and {@code BIGINT[3]} behind the name of a type, as {@code BIGINT ARRAY}. */
final class ListType {
    private ListType() {}

    /** Whether what comes next makes a list of the type. */
    static boolean follows(int token, int next, int afterNext) {
        return switch (token) {
            case GodwitSqlParserImplConstants.ARRAY, GodwitSqlParserImplConstants.MULTISET -> true;
            case GodwitSqlParserImplConstants.LBRACKET ->
                next == GodwitSqlParserImplConstants.RBRACKET || afterNext == GodwitSqlParserImplConstants.RBRACKET;
            default -> false;
        };
    }
}
