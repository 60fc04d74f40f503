package io.penstock.market.fanout;

import com.nimbusds.jose.JWSHeader;
import java.security.Key;
import java.util.List;
import reactor.core.publisher.Mono;

/** An issuer's keys. */
sealed interface IssuerKeys permits IssuerKeys.Fixed, PublishedKeys {

  /**
   * Shape: once, the keys that may have made such a signature, few or none; an error where they
   * could not be had.
   */
  Mono<List<Key>> candidates(JWSHeader header);

  /** The one key of the settings. */
  record Fixed(Key key) implements IssuerKeys {

    @Override
    public Mono<List<Key>> candidates(JWSHeader header) {
      return Mono.just(List.of(key));
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Fixed";
    }
  }
}
