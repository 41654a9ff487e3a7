package io.godwit.server.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;

/**
 * A Flight SQL command or action body: its name, such as {@code CommandGetTables}, and its message.
 *
 * @param any as it came
 */
record Command(Any any) {
    private static final String PACKAGE = "type.googleapis.com/arrow.flight.protocol.sql.";

    static Command parse(ByteString bytes) {
        try {
            Any any = Any.parseFrom(bytes);
            if (any.getTypeUrl().startsWith(PACKAGE)) {
                return new Command(any);
            }
        } catch (InvalidProtocolBufferException e) {
            // Said below: whatever it is, it is none of ours.
        }
        throw new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The request holds no Flight SQL command; use a Flight SQL client, or a path descriptor naming a table");
    }

    String name() {
        return any.getTypeUrl().substring(PACKAGE.length());
    }

    <T extends Message> T as(Class<T> type) {
        try {
            return any.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "The command " + name() + " is malformed: " + e.getMessage(), e);
        }
    }

    GodwitException unsupported(String reason) {
        return new GodwitException(ErrorCode.UNSUPPORTED, name() + " is not supported: " + reason);
    }
}
