package io.godwit.server.session;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.server.stream.Compression;
import io.godwit.server.stream.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its results: options of its session, and for one call headers of the same names after {@code godwit-}.
 * What is null was not asked for.
 *
 * @param shards how many endpoints a result shall have
 * @param part the one part that is wanted, unshuffled
 * @param shuffle in which order the rows of parts are dealt
 * @param compression how the buffers of batches are compressed
 * @param dictionary names of string columns to send dictionary-encoded
 */
public record Delivery(
        @Nullable Integer shards,
        @Nullable Shard part,
        Shard.@Nullable Shuffle shuffle,
        @Nullable Compression compression,
        @Nullable List<String> dictionary) {
    public static final String SHARDS = "shards";
    public static final String SHARD = "shard";
    public static final String SHUFFLE = "shuffle";
    public static final String COMPRESSION = "compression";
    public static final String DICTIONARY = "dictionary";

    /** The names of all options. */
    public static final List<String> OPTIONS = List.of(SHARDS, SHARD, SHUFFLE, COMPRESSION, DICTIONARY);

    /** More would be more calls than a connection may have open. */
    private static final int MOST_SHARDS = 1024;

    private static final Pattern PART = Pattern.compile("(\\d{1,9})/(\\d{1,9})");
    private static final Pattern SEED_AND_EPOCH = Pattern.compile("(-?\\d{1,18})(?:/(\\d{1,18}))?");

    /** Reads options, of which {@code option} gives the text, or null or nothing where one is not set. */
    public static Delivery of(Function<String, @Nullable String> option) {
        Delivery read =
                new Delivery(shards(option), part(option), shuffle(option), compression(option), dictionary(option));
        if (read.shards != null && read.part != null) {
            throw refused(SHARD, String.valueOf(option.apply(SHARD)), "either it or shards, not both");
        }
        return read;
    }

    /** These wishes, and those of {@code base} where these are silent. */
    public Delivery over(Delivery base) {
        boolean aboutParts = shards != null || part != null;
        return new Delivery(
                aboutParts ? shards : base.shards,
                aboutParts ? part : base.part,
                shuffle != null ? shuffle : base.shuffle,
                compression != null ? compression : base.compression,
                dictionary != null ? dictionary : base.dictionary);
    }

    /** How batches are written: as asked, else as {@code base} says. */
    public WireFormat format(WireFormat base) {
        return new WireFormat(
                compression == null ? base.compression() : compression,
                dictionary == null ? base.dictionaryColumns() : dictionary);
    }

    /** Whether parts are asked for, be it a single one: all readers of parts get rows in an order that is the same each time. */
    public boolean inParts() {
        return shards != null || part != null || shuffle != null;
    }

    /** The parts to announce. */
    public List<Shard> announced() {
        if (part != null) {
            return List.of(new Shard(part.index(), part.count(), shuffle));
        }
        int count = shards == null ? 1 : shards;
        return IntStream.range(0, count)
                .mapToObj(index -> new Shard(index, count, shuffle))
                .toList();
    }

    /** What to fetch of the part a ticket names: a part of the whole, or the part in another order. */
    public Shard fetched(Shard ticketed) {
        boolean samePart = part == null
                || ticketed.count() == 1
                || part.index() == ticketed.index() && part.count() == ticketed.count();
        boolean sameOrder = shuffle == null || ticketed.shuffle() == null || shuffle.equals(ticketed.shuffle());
        if (!samePart || !sameOrder) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The ticket is for another part or another order of the result: it was made for %s, the call's headers ask for %s %s; fetch it without them, or call GetFlightInfo with them"
                            .formatted(ticketed, part, shuffle));
        }
        Shard wanted = part == null ? ticketed : part;
        return new Shard(wanted.index(), wanted.count(), shuffle == null ? ticketed.shuffle() : shuffle);
    }

    private static @Nullable Integer shards(Function<String, @Nullable String> option) {
        String text = option.apply(SHARDS);
        if (isSilent(text)) {
            return null;
        }
        try {
            int shards = Integer.parseInt(text);
            if (shards >= 1 && shards <= MOST_SHARDS) {
                return shards;
            }
        } catch (NumberFormatException e) {
            // Said below, with the value.
        }
        throw refused(SHARDS, text, "a number from 1 to " + MOST_SHARDS);
    }

    private static @Nullable Shard part(Function<String, @Nullable String> option) {
        String text = option.apply(SHARD);
        if (isSilent(text)) {
            return null;
        }
        Matcher part = PART.matcher(text);
        if (part.matches()) {
            int index = Integer.parseInt(part.group(1));
            int count = Integer.parseInt(part.group(2));
            if (index < count) {
                return new Shard(index, count, null);
            }
        }
        throw refused(SHARD, text, "a part from 0 and how many there are, such as 0/8");
    }

    private static Shard.@Nullable Shuffle shuffle(Function<String, @Nullable String> option) {
        String text = option.apply(SHUFFLE);
        if (isSilent(text)) {
            return null;
        }
        Matcher order = SEED_AND_EPOCH.matcher(text);
        if (!order.matches()) {
            throw refused(SHUFFLE, text, "a seed and an epoch, such as 42/0");
        }
        return new Shard.Shuffle(
                Long.parseLong(order.group(1)), order.group(2) == null ? 0 : Long.parseLong(order.group(2)));
    }

    private static @Nullable Compression compression(Function<String, @Nullable String> option) {
        String text = option.apply(COMPRESSION);
        if (isSilent(text)) {
            return null;
        }
        return Arrays.stream(Compression.values())
                .filter(known -> known.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> refused(COMPRESSION, text, "lz4, zstd or none"));
    }

    private static @Nullable List<String> dictionary(Function<String, @Nullable String> option) {
        String text = option.apply(DICTIONARY);
        if (isSilent(text)) {
            return null;
        }
        return text.equals("none")
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static boolean isSilent(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static GodwitException refused(String option, String value, String form) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The option %s (header godwit-%s) takes %s; got \"%s\"".formatted(option, option, form, value));
    }
}
