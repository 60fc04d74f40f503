package io.penstock.platform.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import io.penstock.platform.asyncapi.AsyncApiSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DecisionCodecTest {

  private static final Path SCHEMAS = Path.of("streams", "schemas");
  private static final String FILE = "dead-letter-decision.v1.json";

  private static Schema schema() throws IOException {
    return AsyncApiSpecification.schema(
        JsonMapper.shared().readTree(Files.readString(SCHEMAS.resolve(FILE))));
  }

  @ParameterizedTest
  @EnumSource(Decision.Kind.class)
  void whatIsWrittenIsReadAgainAndFitsTheSchema(Decision.Kind kind) throws IOException {
    Decision decision =
        new Decision(
            new LetterId("2bgKPmWQSoyAb9Zw0cJ3Cg", 3, 465),
            kind,
            Instant.parse("2026-11-21T10:00:00.123456789Z"),
            "ana",
            "\"quoted\" and é",
            true);
    byte[] encoded = DecisionCodec.encode(decision);
    assertThat(DecisionCodec.decode(encoded)).isEqualTo(decision);
    assertThat(schema().validate(new String(encoded, UTF_8), InputFormat.JSON)).isEmpty();
  }

  @Test
  void exampleIsADecision() throws IOException {
    String example = Files.readString(SCHEMAS.resolve("examples").resolve(FILE));
    assertThat(schema().validate(example, InputFormat.JSON)).isEmpty();
    assertThat(DecisionCodec.decode(example.getBytes(UTF_8)))
        .isEqualTo(
            new Decision(
                new LetterId("2bgKPmWQSoyAb9Zw0cJ3Cg", 0, 465),
                Decision.Kind.REPLAYED,
                Instant.parse("2026-11-21T10:00:00.123Z"),
                "ana",
                "the column is wider now",
                false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"letter\":\"a\"}",
        "{\"letter\":\"a-0-1\",\"decision\":\"eaten\",\"at\":\"2026-11-21T10:00:00Z\",\"by\":\"a\",\"reason\":\"b\",\"forced\":true}",
        "{\"letter\":\"a-0-1\",\"decision\":\"replayed\",\"at\":\"today\",\"by\":\"a\",\"reason\":\"b\",\"forced\":true}",
        "{\"letter\":\"a-0-1\",\"decision\":\"replayed\",\"at\":\"2026-11-21T10:00:00Z\",\"reason\":\"b\",\"forced\":true}",
      })
  void anythingElseIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecisionCodec.decode(text.getBytes(UTF_8)));
  }
}
