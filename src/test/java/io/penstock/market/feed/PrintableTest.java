package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void leavesPlainWords() {
    assertThat(Printable.of("Currency pair not supported ABC/XYZ"))
        .isEqualTo("Currency pair not supported ABC/XYZ");
  }

  @Test
  void replacesWhatCouldBreakALineOrATerminal() {
    assertThat(Printable.of("a\r\nb\tc\u001b[31mé~")).isEqualTo("a??b?c?[31m?~");
  }

  @Test
  void cutsWhatIsLong() {
    assertThat(Printable.of("x".repeat(120))).isEqualTo("x".repeat(120));
    assertThat(Printable.of("x".repeat(121))).isEqualTo("x".repeat(120) + "...");
  }
}
