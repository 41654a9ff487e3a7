package io.godwit.planner.parser;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code E'a\nb'}, as PostgreSQL has it: letters of C's, bytes of UTF-8 in octal and hexadecimal digits, Unicode's code
 * points; any other character behind a backslash is itself.
 */
public final class EscapedText {
    private static final Pattern PART = Pattern.compile(
            "(?s)\\\\x(?<hex>[0-9A-Fa-f]{1,2})|\\\\(?<octal>[0-3]?[0-7]{1,2})|\\\\u(?<point>[0-9A-Fa-f]{4})"
                    + "|\\\\U(?<long>[0-9A-Fa-f]{8})|\\\\(?<letter>.)|''|[^\\\\']+");

    private static final String LETTERS = "bfnrt";
    private static final String MEANT = "\b\f\n\r\t";

    private EscapedText() {}

    /**
     * @param body what stands between the quotes
     * @throws IllegalArgumentException if that is no text
     */
    public static String decode(String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher part = PART.matcher(body);
        while (part.find()) {
            if (part.group("hex") != null) {
                bytes.write(Integer.parseInt(part.group("hex"), 16));
            } else if (part.group("octal") != null) {
                bytes.write(Integer.parseInt(part.group("octal"), 8));
            } else {
                bytes.writeBytes(meant(part).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no UTF-8", e);
        }
    }

    private static String meant(Matcher part) {
        if (part.group("point") != null) {
            return character(Integer.parseInt(part.group("point"), 16));
        } else if (part.group("long") != null) {
            return character(Integer.parseUnsignedInt(part.group("long"), 16));
        } else if (part.group("letter") != null) {
            int letter = LETTERS.indexOf(part.group("letter"));
            return letter < 0 ? part.group("letter") : MEANT.substring(letter, letter + 1);
        }
        return part.group().equals("''") ? "'" : part.group();
    }

    private static String character(int point) {
        if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("half a character");
        }
        return Character.toString(point);
    }
}
