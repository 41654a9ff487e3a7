package io.godwit.pitjoin.spec;

/**
 * A constant added to a label time. Months are added first, in the calendar (the last day of a shorter month stands for
 * days it does not have), then nanoseconds; neither wraps, out of range saturates. To an integer, {@code nanos} units are added.
 */
public record TimeOffset(int months, long nanos) {
    public static final TimeOffset NONE = new TimeOffset(0, 0);

    public boolean isNone() {
        return months == 0 && nanos == 0;
    }
}
