package io.penstock.market.fanout;

import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.Repeat;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks issuers for the keys that they publish. */
final class JwksClient {

  /** Far more than any issuer's keys. */
  private static final int MAX_ANSWER = 256 * 1024;

  private final WebClient http;
  private final Map<URI, Guard> guards = new HashMap<>();

  /** With a guard for each address: an issuer that is away is no reason not to ask another. */
  JwksClient(WebClient.Builder http, Guards guards, TokensProperties properties) {
    this.http = http.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER)).build();
    for (int i = 0; i < properties.issuers().size(); i++) {
      URI address = properties.issuers().get(i).jwksUri();
      if (address != null) {
        String name = "fanout-jwks-" + i;
        this.guards.computeIfAbsent(address, it -> guards.named(name));
      }
    }
  }

  /**
   * Once, the set as JSON.
   *
   * @param address one of the settings
   */
  Mono<String> fetch(URI address) {
    return Objects.requireNonNull(guards.get(address), "no issuer has this address")
        .call(Repeat.SAFE, () -> http.get().uri(address).retrieve().bodyToMono(String.class));
  }
}
