package io.godwit.server;

import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.server.config.ConfigException;
import io.godwit.server.config.ConfigSources;
import io.godwit.server.config.GodwitConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Serves until asked to stop. Prints one line to standard output when clients may connect; what is wrong with the
 * configuration is one line on standard error.
 */
@Command(name = "serve", description = "Serves the lakehouse over Arrow Flight SQL.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final int CONFIGURATION_ERROR = 2;

    private final PlannerFactory planners;
    private final Map<String, String> environment;
    private final CountDownLatch stop;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The YAML configuration; without it, a lakehouse in the working directory.")
    private @Nullable Path configFile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key, over file and environment. May be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** @param stop released when the server shall stop */
    ServeCommand(PlannerFactory planners, Map<String, String> environment, CountDownLatch stop) {
        this.planners = planners;
        this.environment = environment;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (RunningServer server = RunningServer.start(config(), planners, Clock.systemUTC())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("godwit ready " + server.location());
            out.flush();
            LOG.info("Ready at {}", server.location());
            stop.await();
            LOG.info("Draining");
        } catch (ConfigException | GodwitException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("godwit: " + oneLine(String.valueOf(e.getMessage())));
            err.flush();
            return CONFIGURATION_ERROR;
        }
        LOG.info("Stopped");
        return 0;
    }

    private GodwitConfig config() {
        ConfigSources sources = new ConfigSources();
        if (configFile != null) {
            sources.file(configFile);
        }
        return GodwitConfig.of(
                sources.environment(environment).assignments(assignments).settings());
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}
