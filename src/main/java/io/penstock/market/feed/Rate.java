package io.penstock.market.feed;

import java.time.Duration;

/**
 * How often a venue lets us do something: 8 in a second, 20 at once after a rest.
 *
 * @param permits in each {@code per}, at least 1
 * @param per above zero
 * @param burst how many may come at once, at least 1
 */
public record Rate(int permits, Duration per, int burst) {

  public Rate {
    if (permits < 1) {
      throw new IllegalArgumentException("permits must be at least 1, was " + permits);
    }
    if (!per.isPositive()) {
      throw new IllegalArgumentException("per must be above zero, was " + per);
    }
    if (burst < 1) {
      throw new IllegalArgumentException("burst must be at least 1, was " + burst);
    }
  }

  public static Rate perSecond(int permits, int burst) {
    return new Rate(permits, Duration.ofSeconds(1), burst);
  }
}
