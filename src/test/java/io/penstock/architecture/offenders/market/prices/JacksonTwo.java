package io.penstock.architecture.offenders.market.prices;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Kafka brings Jackson 2 along; ours is 3. */
public class JacksonTwo {

  public ObjectMapper mapper() {
    return new ObjectMapper();
  }
}
