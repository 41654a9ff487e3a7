package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.server.testing.InMemoryPlanner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void theReadyLineNamesTheChosenPortAndStoppingExitsWithZero() {
        assertThat(serve("--set", "server.port=0")).isZero();
        assertThat(out.toString()).matches("godwit ready grpc://127\\.0\\.0\\.1:[1-9]\\d*\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aBusyPortIsOneLine() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(serve("--set", "server.port=" + busy.getLocalPort())).isEqualTo(2);
            assertThat(err.toString())
                    .matches("godwit: Cannot listen on 127\\.0\\.0\\.1:" + busy.getLocalPort()
                            + " \\(.*\\); is another server running there\\? Set server\\.port\\R");
        }
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        assertThat(serve("--set", "server.prot=1")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "godwit: Unknown configuration key \"server.prot\"; did you mean \"server.port\"?");
    }

    @Test
    void aMissingConfigurationFileIsOneLine() {
        assertThat(serve("--config", directory.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("godwit: There is no configuration file ")
                .hasLineCount(1);
    }

    @Test
    void aFileThatIsNoYamlSaysTheLine() throws Exception {
        Path file = Files.writeString(directory.resolve("godwit.yaml"), "server:\n  port: [1\n");
        assertThat(serve("--config", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is not YAML: line 3").hasLineCount(1);
    }

    @Test
    void aDefaultCatalogThatIsNotConfiguredIsOneLine() {
        assertThat(serve("--set", "default-catalog=pond", "--set", "catalogs.lake.type=hadoop"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("\"pond\"", "[lake]").hasLineCount(1);
    }

    @Test
    void anUnknownOptionIsOneLine() {
        assertThat(serve("--sat", "server.port=0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("godwit: ").hasLineCount(1);
    }

    private int serve(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "serve";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CountDownLatch stopAtOnce = new CountDownLatch(0);
        CommandLine commandLine =
                GodwitServer.commandLine(new KnownPlanner(new InMemoryPlanner()), Map.of(), stopAtOnce);
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(all);
        commandLine.getErr().flush();
        return exitCode;
    }
}
