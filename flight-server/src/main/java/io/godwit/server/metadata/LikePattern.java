package io.godwit.server.metadata;

import java.util.PrimitiveIterator;
import java.util.regex.Pattern;

/** A SQL search pattern: {@code %} is any text, {@code _} any character, a backslash takes the next one as it is. */
final class LikePattern {
    private final Pattern pattern;

    LikePattern(String like) {
        StringBuilder regex = new StringBuilder();
        PrimitiveIterator.OfInt characters = like.codePoints().iterator();
        while (characters.hasNext()) {
            int character = characters.nextInt();
            if (character == '%') {
                regex.append(".*");
            } else if (character == '_') {
                regex.append('.');
            } else {
                boolean escapes = character == '\\' && characters.hasNext();
                regex.append(Pattern.quote(Character.toString(escapes ? characters.nextInt() : character)));
            }
        }
        this.pattern =
                Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }
}
