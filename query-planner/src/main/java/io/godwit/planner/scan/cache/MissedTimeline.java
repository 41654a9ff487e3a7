package io.godwit.planner.scan.cache;

/**
 * What it has cost so far that a timeline is not there. Building one reads all rows; so it is built when passes have read about
 * as much for want of it, and one that does not stay, ever more seldom. Joins that read a few files of a large table pay for
 * these and no more.
 */
final class MissedTimeline {
    private static final int MOST_DOUBLINGS = 20;

    private long rowsRead;
    private int timesBuilt;

    synchronized void passed(long rows) {
        rowsRead += rows;
    }

    /** Whether to build it now; the next time that takes twice as much. Half of the rows do, since some may be deleted. */
    synchronized boolean isWorthBuilding(long rowCount) {
        if (rowsRead == 0 || rowsRead >> timesBuilt < rowCount / 2) {
            return false;
        }
        rowsRead = 0;
        timesBuilt = Math.min(timesBuilt + 1, MOST_DOUBLINGS);
        return true;
    }
}
