package io.penstock.platform.deadletters;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Decisions as {@code streams/schemas/dead-letter-decision.v1.json} describes them. */
final class DecisionCodec {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private DecisionCodec() {}

  static byte[] encode(Decision decision) {
    return JSON.writeValueAsBytes(
        new Wire(
            decision.letter().toString(),
            decision.kind().word(),
            decision.at().toString(),
            decision.by(),
            decision.reason(),
            decision.forced()));
  }

  /**
   * @throws IllegalArgumentException for what is no decision of this version
   */
  static Decision decode(byte[] value) {
    try {
      Wire wire = JSON.readValue(value, Wire.class);
      return new Decision(
          LetterId.parse(wire.letter).orElseThrow(),
          Decision.Kind.valueOf(wire.decision.toUpperCase(Locale.ROOT)),
          Instant.parse(wire.at),
          Objects.requireNonNull(wire.by),
          Objects.requireNonNull(wire.reason),
          wire.forced);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no decision: " + e.getClass().getSimpleName(), e);
    }
  }

  private record Wire(
      String letter, String decision, String at, String by, String reason, boolean forced) {}
}
