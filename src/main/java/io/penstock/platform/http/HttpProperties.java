package io.penstock.platform.http;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code penstock.http.*}: who may come in and how much may be brought; meaning of each in {@code
 * config/application.yaml}.
 *
 * @param allowedHosts names under which we may be called, without ports; empty: under any
 * @param allowedOrigins pages that may come in besides our own
 * @param maxBodySize of a request
 * @param bodyTimeout in which a request's body has to be there as a whole
 * @param contentSecurityPolicy sent with every answer
 * @param eventLoops threads that serve sockets; 0: one a core
 */
@ConfigurationProperties("penstock.http")
public record HttpProperties(
    @DefaultValue List<String> allowedHosts,
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue("256KB") DataSize maxBodySize,
    @DefaultValue("10s") Duration bodyTimeout,
    @DefaultValue(SELF_ONLY) String contentSecurityPolicy,
    @DefaultValue("0") int eventLoops) {

  /** Own scripts, styles, pictures and connections; nothing else, and framed by nobody. */
  static final String SELF_ONLY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
          + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  public HttpProperties {
    if (maxBodySize.toBytes() < 1) {
      throw new IllegalArgumentException(
          "penstock.http.max-body-size must be at least 1 B, was " + maxBodySize);
    }
    if (bodyTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "penstock.http.body-timeout must be at least 1 ms, was " + bodyTimeout);
    }
    if (eventLoops < 0) {
      throw new IllegalArgumentException(
          "penstock.http.event-loops must not be below 0, was " + eventLoops);
    }
  }

  int eventLoopsOrCores() {
    return eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : eventLoops;
  }
}
