package io.godwit.server.config;

/** The configuration cannot be used; the message is one line that says which key and what to write instead. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
