package io.penstock.sandbox.cards;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.sandbox.cards}: the simulated card network.
 *
 * @param port where it listens on loopback; 0 picks a free one
 * @param books the file of its books; null forgets them at the end
 * @param lateAfter how long a late answer takes
 * @param slowAfter how long a slow answer takes
 * @param inquirySilence how long inquiries about {@link TestCard#INQUIRY_UNANSWERED} are not
 *     answered
 */
@ConfigurationProperties("penstock.sandbox.cards")
public record CardsProperties(
    @DefaultValue("0") int port,
    @Nullable Path books,
    @DefaultValue("8s") Duration lateAfter,
    @DefaultValue("2s") Duration slowAfter,
    @DefaultValue("20s") Duration inquirySilence) {

  public CardsProperties {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "penstock.sandbox.cards.port must be 0 to 65535, was " + port);
    }
  }

  /** On a free port, without a file. */
  public static CardsProperties defaults() {
    return new CardsProperties(
        0, null, Duration.ofSeconds(8), Duration.ofSeconds(2), Duration.ofSeconds(20));
  }

  /** With books in that file. */
  public CardsProperties withBooks(Path file) {
    return new CardsProperties(port, file, lateAfter, slowAfter, inquirySilence);
  }
}
