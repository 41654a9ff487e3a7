package io.godwit.server.flight;

import com.google.protobuf.ByteString;
import org.apache.arrow.vector.types.pojo.Schema;

/** Schemas as Flight carries them: an encapsulated IPC message. */
final class SchemaBytes {
    private SchemaBytes() {}

    static ByteString of(Schema schema) {
        return ByteString.copyFrom(schema.serializeAsMessage());
    }
}
