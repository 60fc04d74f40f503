package io.penstock.market.fanout;

import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import java.net.URI;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks issuers for the keys that they publish. */
final class JwksClient {

  /** Far more than any issuer's keys. */
  private static final int MAX_ANSWER = 256 * 1024;

  private final WebClient http;
  private final Guard guard;

  JwksClient(WebClient.Builder http, Guard guard) {
    this.http = http.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER)).build();
    this.guard = guard;
  }

  /** Once, the set as JSON. */
  Mono<String> fetch(URI address) {
    return guard.call(
        Repeat.SAFE, () -> http.get().uri(address).retrieve().bodyToMono(String.class));
  }
}
