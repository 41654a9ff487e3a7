package io.godwit.planner.scan.parquet.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FooterTest {
    @Test
    void aFooterOfNoFileIsReadLikeAnyOther() {
        Footer footer = Footer.ofNoFile();

        assertThat(footer.schema().getColumns())
                .extracting(column -> column.getPath()[0])
                .containsExactly("number");
        assertThat(footer.rowGroups()).isEmpty();
        assertThat(footer.sizeBytes()).isPositive();
    }
}
