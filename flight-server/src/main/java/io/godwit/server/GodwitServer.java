package io.godwit.server;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code godwit} command. */
@Command(
        name = "godwit",
        description = "Serves Iceberg tables to Python and ML clients over Arrow Flight SQL.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class GodwitServer {
    private GodwitServer() {}

    /** The command line, for the launcher and tests. Errors are one line. */
    static CommandLine commandLine(PlannerFactory planners, Map<String, String> environment, CountDownLatch stop) {
        CommandLine commandLine = new CommandLine(new GodwitServer());
        commandLine.addSubcommand(new ServeCommand(planners, environment, stop));
        commandLine.setParameterExceptionHandler((failure, unused) -> {
            failure.getCommandLine().getErr().println("godwit: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        return commandLine;
    }
}
