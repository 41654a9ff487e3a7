package io.godwit.planner.parser;

/** {@code lambda x: x + 1}: what the grammar asks of Java where an argument of a function may begin so. */
final class LambdaWord {
    private LambdaWord() {}

    /** Whether {@code token}, with another and then {@code third} behind it, begins a lambda and is no column called so. */
    static boolean begins(Token token, int third) {
        return token.kind == GodwitSqlParserImplConstants.IDENTIFIER
                && token.image.equalsIgnoreCase("lambda")
                && (third == GodwitSqlParserImplConstants.COLON || third == GodwitSqlParserImplConstants.COMMA);
    }
}
