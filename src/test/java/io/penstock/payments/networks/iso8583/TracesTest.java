package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Reference;
import io.penstock.platform.values.Money;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {

  private static final Instant AT = Instant.parse("2026-01-05T10:15:03.999Z");

  @ParameterizedTest
  @CsvSource({
    "0, 000000000000, 000001",
    "1, 000000000001, 000002",
    "35, 00000000000Z, 000036",
    "999998, 0000000LFLQ, 999999",
    "999999, 0000000LFLR, 000001",
    "1000000, 0000000LFLS, 000002",
    "4738381338321616895, ZZZZZZZZZZZZ, 693603"
  })
  void areDerivedFromTheNumber(long number, String retrieval, String trace) {
    String twelve = "0".repeat(12 - retrieval.length()) + retrieval;
    assertThat(Traces.retrieval(new Reference(number, AT))).isEqualTo(twelve);
    assertThat(Traces.trace(number)).isEqualTo(trace);
    assertThat(Traces.number(twelve)).hasValue(number);
  }

  @Test
  void numbersHaveTwelveDigitsAtMost() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Reference(Reference.LAST + 1, AT));
    assertThatIllegalArgumentException().isThrownBy(() -> new Reference(-1, AT));
  }

  @Test
  void whatIsNoneOfOursHasNoNumber() {
    assertThat(Traces.number("00000000000z")).isEmpty();
    assertThat(Traces.number("00000000000")).isEmpty();
    assertThat(Traces.number("           1")).isEmpty();
  }

  @Test
  void timeIsUtcToTheSecond() {
    assertThat(Traces.transmitted(AT)).isEqualTo("0105101503");
    assertThat(new Reference(1, AT).at()).isEqualTo(Instant.parse("2026-01-05T10:15:03Z"));
  }

  @Test
  void originalNamesTypeTraceTimeAndAcquirer() {
    Original original =
        new Original(Operation.PURCHASE, new Reference(1_000_000, AT), Money.of(1, "USD"));
    assertThat(Traces.original(MessageType.FINANCIAL, original, "12345"))
        .isEqualTo("0200" + "000002" + "0105101503" + "00000012345" + "00000000000")
        .hasSize(42);
  }
}
