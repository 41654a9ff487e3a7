package io.godwit.planner.training.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells whether the process that began some work can still be at it.
 *
 * @param self what this process puts down beside work it begins
 */
public record Processes(Manifest.Creator self) {
    /** For processes of other hosts, which cannot be looked at. */
    private static final Duration LONGEST_WORK = Duration.ofHours(24);

    public static Processes ofThisOne() {
        ProcessHandle process = ProcessHandle.current();
        return new Processes(new Manifest.Creator(host(), process.pid(), startOf(process)));
    }

    boolean mayBeAlive(Manifest.Creator creator, Instant begun, Instant now) {
        if (creator.equals(self)) {
            return true;
        }
        if (!creator.host().equals(self.host())) {
            return begun.plus(LONGEST_WORK).isAfter(now);
        }
        Optional<ProcessHandle> process = ProcessHandle.of(creator.processId());
        return process.isPresent() && startOf(process.get()).equals(creator.startedAt());
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
