package io.penstock.architecture.offenders.market.prices;

import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

/** Keys stand in a Cache. */
public class PricesWithRedis {

  public Mono<Boolean> has(ReactiveStringRedisTemplate redis) {
    return redis.hasKey("price");
  }
}
