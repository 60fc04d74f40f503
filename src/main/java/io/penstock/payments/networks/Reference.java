package io.penstock.payments.networks;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What one attempt is known by, here and at the network. Committed with the attempt before the
 * network is called; whoever reads the row can ask for or take back what was attempted.
 *
 * @param number never used twice; 0 to {@value #LAST}, which is twelve digits in base 36
 * @param at when the attempt was made; kept to the second, for messages carry no more
 */
public record Reference(long number, Instant at) {

  /** 36¹² − 1. */
  public static final long LAST = 4_738_381_338_321_616_895L;

  public Reference {
    if (number < 0 || number > LAST) {
      throw new IllegalArgumentException("number must be 0 to 36^12 - 1, was " + number);
    }
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }
}
