package io.godwit.server.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.Pins;
import io.godwit.server.stream.Compression;
import io.godwit.server.stream.WireFormat;
import io.godwit.server.testing.MutableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TicketSealerTest {
    private final MutableClock clock = new MutableClock();

    @Test
    void whatIsSealedIsOpenedByAnyReplicaWithTheKey() {
        byte[] sealed = new TicketSealer("a secret of two servers", clock).seal(statement());
        assertThat(new TicketSealer("a secret of two servers", clock).open(sealed))
                .isEqualTo(statement());
        assertThatThrownBy(() -> new TicketSealer("another secret of one", clock).open(sealed))
                .hasMessageContaining("not sealed by this server");
        assertThatThrownBy(() -> new TicketSealer("", clock).open(sealed)).hasMessageContaining("GetFlightInfo");
    }

    @Test
    void aReceiptSurvivesTheSeal() {
        TicketSealer sealer = new TicketSealer("", clock);
        Ticket receipt = new Ticket.Receipt(issue(), ByteString.copyFromUtf8("one row"));
        assertThat(sealer.open(sealer.seal(receipt))).isEqualTo(receipt);
    }

    @Test
    void nothingOfATicketIsReadable() {
        byte[] sealed = new TicketSealer("", clock).seal(statement());
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("SELECT", "prices", "local");
    }

    @Test
    void everyFlippedBitIsNoticed() {
        TicketSealer sealer = new TicketSealer("", clock);
        byte[] sealed = sealer.seal(statement());
        for (int bit = 0; bit < sealed.length * 8; bit += 3) {
            byte[] forged = sealed.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> sealer.open(forged)).hasMessageContaining("The ticket ");
        }
    }

    @Test
    void aTicketThatIsCutShortIsRefused() {
        TicketSealer sealer = new TicketSealer("", clock);
        byte[] sealed = sealer.seal(statement());
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> sealer.open(cut)).hasMessageContaining("The ticket ");
        }
    }

    @Test
    void aTicketIsGoodUntilItExpires() {
        TicketSealer sealer = new TicketSealer("", clock);
        byte[] sealed = sealer.seal(statement());
        clock.advance(Duration.ofMinutes(59));
        assertThat(sealer.open(sealed)).isEqualTo(statement());
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> sealer.open(sealed)).hasMessageContaining("expired at 2026-11-22T05:00:00Z");
    }

    private final Ticket.Issue issued =
            new Ticket.Issue("00c0ffee00c0ffee", "local", "0", clock.instant().plus(Duration.ofHours(1)));

    private Ticket.Issue issue() {
        return issued;
    }

    private Ticket statement() {
        Pins pins = new Pins(
                clock.instant(),
                List.of(new Pins.Pin("lake", "shop.prices", "", "file:lakehouse/00001.json", 4711)),
                List.of("f00"));
        return new Ticket.Statement(
                issue(),
                "SELECT * FROM prices",
                ByteString.copyFromUtf8("rows"),
                new Ticket.Scope("lake", List.of("shop"), "UTC", Map.of("a", "b")),
                new Pins(issued.expiry(), pins.tables(), pins.frameIds()),
                List.of(new Ticket.FrameName("labels", "f00")),
                true,
                new Shard(2, 8, new Shard.Shuffle(-42, 3)),
                new WireFormat(Compression.ZSTD, List.of("carrier")),
                true);
    }
}
