package io.godwit.server.metadata;

import java.util.regex.Pattern;

/** A SQL search pattern: {@code %} is any text, {@code _} any character, a backslash takes the next one as it is. */
final class LikePattern {
    private final Pattern pattern;

    LikePattern(String like) {
        StringBuilder regex = new StringBuilder();
        for (int index = 0; index < like.length(); index++) {
            char character = like.charAt(index);
            if (character == '%') {
                regex.append(".*");
            } else if (character == '_') {
                regex.append('.');
            } else {
                boolean escaped = character == '\\' && index + 1 < like.length();
                index += escaped ? 1 : 0;
                regex.append(Pattern.quote(String.valueOf(like.charAt(index))));
            }
        }
        this.pattern = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }
}
