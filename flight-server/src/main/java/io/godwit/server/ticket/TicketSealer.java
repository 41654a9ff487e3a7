package io.godwit.server.ticket;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals tickets with AES-256-GCM: nobody without the key can read, change or make one, and every replica with the key
 * can serve one. A sealed ticket is {@code 'g' 'w' 1}, a random nonce of 12 bytes, the cipher text with its tag. Safe for
 * use by many threads.
 */
public final class TicketSealer {
    private static final byte[] PREFIX = {'g', 'w', 1};
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** A sealer with a key derived from {@code secret}, or with a random one if that is empty. */
    public TicketSealer(String secret, Clock clock) {
        this.key = secret.isEmpty() ? randomKey() : derivedKey(secret);
        this.clock = clock;
    }

    public byte[] seal(Ticket ticket) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] cipherText = run(Cipher.ENCRYPT_MODE, nonce, TicketCodec.write(ticket));
        return ByteBuffer.allocate(PREFIX.length + NONCE_BYTES + cipherText.length)
                .put(PREFIX)
                .put(nonce)
                .put(cipherText)
                .array();
    }

    /** Whether {@code bytes} look like one of ours; only {@link #open} tells whether they are. */
    public static boolean isSealed(byte[] bytes) {
        return bytes.length > PREFIX.length + NONCE_BYTES + TAG_BITS / Byte.SIZE
                && bytes[0] == PREFIX[0]
                && bytes[1] == PREFIX[1];
    }

    /** Opens a ticket, or refuses one that is not ours, was changed, or has expired. */
    public Ticket open(byte[] sealed) {
        if (!isSealed(sealed) || sealed[2] != PREFIX[2]) {
            throw refused("is none of this server's");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer rest = ByteBuffer.wrap(sealed, PREFIX.length, sealed.length - PREFIX.length)
                .get(nonce);
        byte[] cipherText = new byte[rest.remaining()];
        rest.get(cipherText);
        Ticket ticket = TicketCodec.read(run(Cipher.DECRYPT_MODE, nonce, cipherText));
        if (!clock.instant().isBefore(ticket.issue().expiry())) {
            throw refused("expired at " + ticket.issue().expiry());
        }
        return ticket;
    }

    static GodwitException refused(String reason) {
        return new GodwitException(
                ErrorCode.NOT_FOUND, "The ticket " + reason + "; call GetFlightInfo again for a new one");
    }

    private byte[] run(int mode, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(PREFIX);
            return cipher.doFinal(input);
        } catch (javax.crypto.AEADBadTagException e) {
            throw refused("was not sealed by this server or was changed");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java runtime", e);
        }
    }

    private SecretKeySpec randomKey() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    private static SecretKeySpec derivedKey(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("godwit ticket key 1".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
        }
    }
}
