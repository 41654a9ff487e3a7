package io.godwit.server;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import sun.misc.Signal;

/** The {@code godwit} command. */
@Command(
        name = "godwit",
        description = "Serves Iceberg tables to Python and ML clients over Arrow Flight SQL.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class GodwitServer {
    private GodwitServer() {}

    public static void main(String[] arguments) {
        // Before anything logs: gRPC and Netty use java.util.logging.
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        CountDownLatch stop = new CountDownLatch(1);
        for (String signal : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(signal), received -> stop.countDown());
        }
        System.exit(commandLine(new CalcitePlanners(), System.getenv(), stop).execute(arguments));
    }

    /** The command line, for {@link #main} and tests. Errors are one line. */
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
