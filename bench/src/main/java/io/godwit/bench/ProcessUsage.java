package io.godwit.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used so far. */
record ProcessUsage(long wallNanos, long cpuNanos, long minorFaults) {
    static ProcessUsage now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new ProcessUsage(System.nanoTime(), system.getProcessCpuTime(), readMinorFaults());
    }

    /** The tenth field of Linux's {@code /proc/self/stat}, counted behind the command's name, which may hold spaces. */
    private static long readMinorFaults() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds and minor page faults from then until now. */
    String sinceThen() {
        ProcessUsage now = now();
        return "wall=%.3f cpu=%.3f faults=%d"
                .formatted(
                        (now.wallNanos - wallNanos) / 1e9,
                        (now.cpuNanos - cpuNanos) / 1e9,
                        now.minorFaults - minorFaults);
    }
}
