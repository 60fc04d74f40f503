package io.penstock.market.fanout;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may connect: nobody has to show a token unless one is required, but one that is shown has to
 * be good.
 *
 * @param required whether a connection without a token is refused
 * @param issuers whose tokens are good
 * @param skew by which an issuer's clock may differ from ours
 * @param grace for which a connection stays when its token has expired, while the client asks for a
 *     new one
 */
@ConfigurationProperties("penstock.fanout.tokens")
record TokensProperties(
    @DefaultValue("false") boolean required,
    @DefaultValue List<IssuerProperties> issuers,
    @DefaultValue("0s") Duration skew,
    @DefaultValue("25s") Duration grace) {

  TokensProperties {
    if (required && issuers.isEmpty()) {
      throw new IllegalArgumentException(
          "penstock.fanout.tokens.required needs issuers: without one no token is good");
    }
    if (skew.isNegative() || grace.isNegative()) {
      throw new IllegalArgumentException(
          "penstock.fanout.tokens.skew and grace must not be negative");
    }
    if (issuers.stream().map(IssuerProperties::issuer).distinct().count() < issuers.size()) {
      throw new IllegalArgumentException("penstock.fanout.tokens.issuers name one issuer twice");
    }
  }

  /**
   * Exactly one of secret, key and address tells the keys.
   *
   * @param issuer claim {@code iss}
   * @param audience one of claim {@code aud}
   * @param algorithms of signatures: {@code [RS256]}
   * @param hmacSecret of HS256 at least 32 bytes, HS384 48, HS512 64
   * @param publicKey PEM: {@code -----BEGIN PUBLIC KEY-----}…
   * @param jwksUri where the issuer publishes its keys (RFC 7517)
   */
  record IssuerProperties(
      String issuer,
      String audience,
      List<String> algorithms,
      @Nullable String hmacSecret,
      @Nullable String publicKey,
      @Nullable URI jwksUri) {

    public IssuerProperties {
      if (issuer == null || issuer.isBlank() || audience == null || audience.isBlank()) {
        throw new IllegalArgumentException(
            "penstock.fanout.tokens.issuers need issuer and audience");
      }
      if (algorithms == null || algorithms.isEmpty()) {
        throw new IllegalArgumentException(
            "penstock.fanout.tokens.issuers: " + issuer + " needs algorithms");
      }
      if (Stream.of(hmacSecret, publicKey, jwksUri).map(Objects::nonNull).filter(is -> is).count()
          != 1) {
        throw new IllegalArgumentException(
            "penstock.fanout.tokens.issuers: "
                + issuer
                + " needs exactly one of hmac-secret, public-key and jwks-uri");
      }
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "IssuerProperties[" + issuer + ", " + audience + ", " + algorithms + "]";
    }
  }
}
