package io.godwit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageSizeTest {
    private static final int MB = 1 << 20;

    private final MessageSize size = new MessageSize(3 * MB, 12 * MB);

    @Test
    void growsWithColumnsForClientsThatTakeIt() {
        assertThat(size.of(12, true)).isEqualTo(3 * MB);
        assertThat(size.of(64, true)).isEqualTo(3 * MB);
        assertThat(size.of(128, true)).isEqualTo(6 * MB);
        assertThat(size.of(1_000, true)).isEqualTo(12 * MB);
    }

    @Test
    void isTheUsualOneForAllOthers() {
        assertThat(size.of(1_000, false)).isEqualTo(3 * MB);
        assertThat(new MessageSize(3 * MB, MB).of(1_000, true)).isEqualTo(3 * MB);
    }
}
