package io.godwit.pitjoin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final List<String> told = new ArrayList<>();

    @Test
    void whoeverListensIsToldAndWhoeverIsForgottenIsNot() {
        Runnable ended = () -> told.add("ended");
        cancellation.onCancel(ended);
        cancellation.onCancel(() -> told.add("running"));
        cancellation.forget(ended);

        cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "Enough"));

        assertThat(told).containsExactly("running");
    }
}
