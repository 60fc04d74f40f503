package io.penstock.architecture.offenders.market.prices;

import java.time.Instant;

/** No test can say what time it is. */
public class NowByItself {

  public Instant now() {
    return Instant.now();
  }
}
