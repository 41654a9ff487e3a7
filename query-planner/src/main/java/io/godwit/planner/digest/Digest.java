package io.godwit.planner.digest;

import java.math.BigInteger;

/** An unsigned 128-bit number, written as 32 hexadecimal digits. */
public record Digest(long high, long low) {
    private static final int HEX_DIGITS = 32;

    /** Reads what {@link #toString()} wrote. */
    public static Digest parse(String hex) {
        if (hex.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("A digest has 32 hexadecimal digits, not " + hex);
        }
        return new Digest(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, HEX_DIGITS, 16));
    }

    /** The difference modulo 2^128. */
    public Digest minus(Digest other) {
        long difference = low - other.low;
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new Digest(high - other.high - borrow, difference);
    }

    /** The sum modulo 2^128. */
    public Digest plus(Digest other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new Digest(high + other.high + carry, sum);
    }

    /** The number as it is, not negative. */
    public BigInteger toBigInteger() {
        return new BigInteger(toString(), 16);
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
