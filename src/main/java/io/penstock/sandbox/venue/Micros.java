package io.penstock.sandbox.venue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as microseconds since 1970, in which the model counts. */
public final class Micros {

  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Micros() {}

  public static long of(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  /** {@code 2021-04-17T16:43:30.244075Z} */
  public static String text(Instant time) {
    return TEXT.format(time);
  }

  public static String text(long micros) {
    return text(instant(micros));
  }
}
