package io.godwit.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads settings, dotted key to text, from the places they may stand in: a YAML file, the environment
 * ({@code GODWIT_SERVER__PORT}: two underscores for a dot, one for a hyphen) and {@code --set key=value}. Later ones win.
 */
public final class ConfigSources {
    private static final String ENVIRONMENT_PREFIX = "GODWIT_";
    /** Read by the logger, the launcher and the client examples; they may be set where a server starts. */
    private static final Set<String> NO_SETTINGS = Set.of("GODWIT_LOG_LEVEL", "GODWIT_JAVA_OPTIONS", "GODWIT_URI");

    private final Map<String, String> settings = new TreeMap<>();

    public ConfigSources file(Path file) {
        Object root = parse(file);
        if (root != null) {
            if (!(root instanceof Map<?, ?> map)) {
                throw new ConfigException(
                        "The configuration file " + file + " must hold keys and values, such as server: {port: 8815}");
            }
            flatten("", map);
        }
        return this;
    }

    public ConfigSources environment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX) && !NO_SETTINGS.contains(name)) {
                String key = name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT);
                settings.put(key.replace("__", ".").replace('_', '-'), value);
            }
        });
        return this;
    }

    public ConfigSources assignments(List<String> assignments) {
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new ConfigException(
                        "--set takes key=value, such as --set server.port=0; got \"" + assignment + "\"");
            }
            settings.put(
                    assignment.substring(0, equals).strip(),
                    assignment.substring(equals + 1).strip());
        }
        return this;
    }

    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    private static Object parse(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException("There is no configuration file " + file.toAbsolutePath());
        } catch (IOException e) {
            throw new ConfigException(
                    "Cannot read the configuration file " + file.toAbsolutePath() + ": " + e.getMessage());
        } catch (MarkedYAMLException e) {
            throw new ConfigException("The configuration file " + file + " is not YAML: line "
                    + (e.getProblemMark().getLine() + 1) + ", " + e.getProblem());
        } catch (YAMLException e) {
            throw new ConfigException(
                    "The configuration file " + file + " is not YAML: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private void flatten(String prefix, Map<?, ?> map) {
        map.forEach((name, value) -> {
            String key = prefix + name;
            if (value instanceof Map<?, ?> nested) {
                flatten(key + ".", nested);
            } else {
                settings.put(key, value == null ? "" : value.toString());
            }
        });
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
