package io.godwit.server.ticket;

import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.Pins;
import io.godwit.server.stream.Compression;
import io.godwit.server.stream.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads the plain bytes of a {@link Ticket}. */
final class TicketCodec {
    private static final byte STATEMENT = 1;
    private static final byte RECEIPT = 2;
    private static final byte POLL = 3;
    private static final byte PART = 4;

    private TicketCodec() {}

    static byte[] write(Ticket ticket) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(Ticket.SEMANTICS_VERSION);
            if (ticket instanceof Ticket.Statement statement) {
                out.writeByte(STATEMENT);
                writeIssue(out, statement.issue());
                writeStatement(out, statement);
            } else if (ticket instanceof Ticket.Receipt receipt) {
                out.writeByte(RECEIPT);
                writeIssue(out, receipt.issue());
                writeBytes(out, receipt.answer().toByteArray());
            } else if (ticket instanceof Ticket.Poll poll) {
                out.writeByte(POLL);
                writeIssue(out, poll.issue());
                out.writeInt(poll.seen());
            } else if (ticket instanceof Ticket.Part part) {
                out.writeByte(PART);
                writeIssue(out, part.issue());
                writeText(out, part.frameId());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #write} wrote; the bytes are ours, since the seal was checked. */
    static Ticket read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != Ticket.SEMANTICS_VERSION) {
                throw TicketSealer.refused("was made by another version of the server");
            }
            byte kind = in.readByte();
            Ticket.Issue issue = readIssue(in);
            return switch (kind) {
                case RECEIPT -> new Ticket.Receipt(issue, ByteString.copyFrom(readBytes(in)));
                case POLL -> new Ticket.Poll(issue, in.readInt());
                case PART -> new Ticket.Part(issue, readText(in));
                default -> readStatement(in, issue);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeIssue(DataOutputStream out, Ticket.Issue issue) throws IOException {
        writeText(out, issue.queryId());
        writeText(out, issue.principal());
        writeText(out, issue.policyVersion());
        writeInstant(out, issue.expiry());
    }

    private static Ticket.Issue readIssue(DataInputStream in) throws IOException {
        return new Ticket.Issue(readText(in), readText(in), readText(in), readInstant(in));
    }

    private static void writeStatement(DataOutputStream out, Ticket.Statement statement) throws IOException {
        writeText(out, statement.sql());
        writeBytes(out, statement.parameters().toByteArray());
        writeScope(out, statement.scope());
        writePins(out, statement.pins());
        out.writeInt(statement.frames().size());
        for (Ticket.FrameName frame : statement.frames()) {
            writeText(out, frame.name());
            writeText(out, frame.id());
        }
        out.writeBoolean(statement.replayable());
        writeShard(out, statement.shard());
        writeText(out, statement.format().compression().name());
        writeTexts(out, statement.format().dictionaryColumns());
        out.writeBoolean(statement.readsClock());
    }

    private static Ticket.Statement readStatement(DataInputStream in, Ticket.Issue issue) throws IOException {
        String sql = readText(in);
        ByteString parameters = ByteString.copyFrom(readBytes(in));
        Ticket.Scope scope = readScope(in);
        Pins pins = readPins(in);
        List<Ticket.FrameName> frames = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            frames.add(new Ticket.FrameName(readText(in), readText(in)));
        }
        return new Ticket.Statement(
                issue,
                sql,
                parameters,
                scope,
                pins,
                frames,
                in.readBoolean(),
                readShard(in),
                readFormat(in),
                in.readBoolean());
    }

    private static WireFormat readFormat(DataInputStream in) throws IOException {
        return new WireFormat(Compression.valueOf(readText(in)), readTexts(in));
    }

    private static void writeShard(DataOutputStream out, Shard shard) throws IOException {
        out.writeInt(shard.index());
        out.writeInt(shard.count());
        Shard.Shuffle shuffle = shard.shuffle();
        out.writeBoolean(shuffle != null);
        if (shuffle != null) {
            out.writeLong(shuffle.seed());
            out.writeLong(shuffle.epoch());
        }
    }

    private static Shard readShard(DataInputStream in) throws IOException {
        int index = in.readInt();
        int count = in.readInt();
        boolean shuffled = in.readBoolean();
        return new Shard(index, count, shuffled ? new Shard.Shuffle(in.readLong(), in.readLong()) : null);
    }

    private static void writeScope(DataOutputStream out, Ticket.Scope scope) throws IOException {
        writeText(out, scope.catalog());
        writeTexts(out, scope.namespace());
        writeText(out, scope.zone());
        out.writeInt(scope.options().size());
        for (Map.Entry<String, String> option : new TreeMap<>(scope.options()).entrySet()) {
            writeText(out, option.getKey());
            writeText(out, option.getValue());
        }
    }

    private static Ticket.Scope readScope(DataInputStream in) throws IOException {
        String catalog = readText(in);
        List<String> namespace = readTexts(in);
        String zone = readText(in);
        Map<String, String> options = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            options.put(readText(in), readText(in));
        }
        return new Ticket.Scope(catalog, namespace, zone, options);
    }

    private static void writePins(DataOutputStream out, Pins pins) throws IOException {
        writeInstant(out, pins.instant());
        out.writeInt(pins.tables().size());
        for (Pins.Pin pin : pins.tables()) {
            writeText(out, pin.catalog());
            writeText(out, pin.identifier());
            writeText(out, pin.version());
            writeText(out, pin.metadataLocation());
            out.writeLong(pin.snapshotId());
        }
        writeTexts(out, pins.frameIds());
    }

    private static Pins readPins(DataInputStream in) throws IOException {
        Instant instant = readInstant(in);
        List<Pins.Pin> tables = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            tables.add(new Pins.Pin(readText(in), readText(in), readText(in), readText(in), in.readLong()));
        }
        return new Pins(instant, tables, readTexts(in));
    }

    private static void writeInstant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(out, text);
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
