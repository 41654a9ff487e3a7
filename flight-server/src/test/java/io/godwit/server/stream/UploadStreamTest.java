package io.godwit.server.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class UploadStreamTest {
    /** Closing the allocator finds what is not given back. */
    @Test
    void aMessageTakenWhenTheClientHasGoneIsGivenBack() {
        try (BufferAllocator allocator = new RootAllocator()) {
            Cancellation cancellation = new Cancellation();
            try (UploadStream upload = new UploadStream(allocator, () -> {}, cancellation)) {
                upload.offer(new InboundMessage(null, null, allocator.buffer(64)));
                upload.offer(new InboundMessage(null, null, allocator.buffer(64)));
                cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "The client went away"));
                assertThatThrownBy(upload::awaitSchema).hasMessageContaining("went away");
            }
        }
    }
}
