package io.godwit.pitjoin.kernel;

import java.math.BigInteger;

/** Adds months to times in the proleptic Gregorian calendar, over the whole {@code long} range. */
public final class CalendarMonths {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long DAYS_PER_ERA = 146_097;
    /** Days from 0000-03-01 to 1970-01-01: so many eras, and so many days. */
    private static final long ERAS_TO_EPOCH = 4;

    private static final long DAYS_TO_EPOCH = 135_080;

    private CalendarMonths() {}

    /**
     * {@code time}, {@code months} later. The last day of a shorter month stands for days it does not have; out of range
     * gives the end of the range.
     *
     * @param unitNanos length of the time's unit; divides a day
     */
    public static long plus(long time, int months, long unitNanos) {
        long unitsPerDay = NANOS_PER_DAY / unitNanos;
        long day = Math.floorDiv(time, unitsPerDay);
        long moved = plusMonths(day, months);
        if (Math.abs(moved) < Long.MAX_VALUE / 2 / unitsPerDay) {
            return moved * unitsPerDay + Math.floorMod(time, unitsPerDay);
        }
        BigInteger result = BigInteger.valueOf(moved)
                .multiply(BigInteger.valueOf(unitsPerDay))
                .add(BigInteger.valueOf(Math.floorMod(time, unitsPerDay)));
        if (result.bitLength() < Long.SIZE) {
            return result.longValueExact();
        }
        return result.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** Years start in March, so that the leap day is a year's last. */
    private static long plusMonths(long epochDay, int months) {
        long shifted = Math.floorMod(epochDay, DAYS_PER_ERA) + DAYS_TO_EPOCH;
        long era = Math.floorDiv(epochDay, DAYS_PER_ERA) + ERAS_TO_EPOCH + shifted / DAYS_PER_ERA;
        long dayOfEra = shifted % DAYS_PER_ERA;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long monthOfYear = (5 * dayOfYear + 2) / 153;
        long dayOfMonth = dayOfYear - firstDayOf(monthOfYear);

        long monthOfEra = 12 * yearOfEra + monthOfYear + months;
        long newEra = era + Math.floorDiv(monthOfEra, 4_800L);
        long newMonthOfEra = Math.floorMod(monthOfEra, 4_800L);
        long newYear = newMonthOfEra / 12;
        long newMonth = newMonthOfEra % 12;
        long lastDay = lengthOf(newYear, newMonth) - 1;
        long newDayOfEra =
                365 * newYear + newYear / 4 - newYear / 100 + firstDayOf(newMonth) + Math.min(dayOfMonth, lastDay);
        return epochDay(newEra - ERAS_TO_EPOCH, newDayOfEra - DAYS_TO_EPOCH);
    }

    private static long epochDay(long era, long days) {
        if (Math.abs(era) < Integer.MAX_VALUE) {
            return era * DAYS_PER_ERA + days;
        }
        BigInteger exact = BigInteger.valueOf(era)
                .multiply(BigInteger.valueOf(DAYS_PER_ERA))
                .add(BigInteger.valueOf(days));
        return exact.bitLength() < Long.SIZE
                ? exact.longValueExact()
                : exact.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static long firstDayOf(long monthFromMarch) {
        return (153 * monthFromMarch + 2) / 5;
    }

    private static long lengthOf(long yearOfEra, long monthFromMarch) {
        if (monthFromMarch == 11) {
            long calendarYear = yearOfEra + 1;
            boolean leap = calendarYear % 4 == 0 && (calendarYear % 100 != 0 || calendarYear % 400 == 0);
            return leap ? 29 : 28;
        }
        return firstDayOf(monthFromMarch + 1) - firstDayOf(monthFromMarch);
    }
}
