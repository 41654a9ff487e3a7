package io.godwit.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
    @ParameterizedTest
    @CsvSource({
        "a%, Abc, true",
        "a_c, abc, true",
        "a\\_c, abc, false",
        "a\\_c, a_c, true",
        "a\\, a\\, true",
        "größe, GRÖßE, true",
        "\ud83d\ude00%, \ud83d\ude00x, true",
        "_, \ud83d\ude00, true",
        "%, '', true",
        "[a-z], b, false"
    })
    void matchesAsLikeDoes(String pattern, String name, boolean matches) {
        assertThat(new LikePattern(pattern).matches(name)).isEqualTo(matches);
    }
}
