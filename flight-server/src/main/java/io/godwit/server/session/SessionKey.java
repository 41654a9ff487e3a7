package io.godwit.server.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** By what a client is recognised: a hash, so that no secret of a client stays in memory or reaches a log. */
public record SessionKey(Kind kind, String hash) {
    /** In the order in which they count. */
    public enum Kind {
        COOKIE,
        BEARER,
        CONNECTION
    }

    public static SessionKey of(Kind kind, String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return new SessionKey(kind, HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }
}
