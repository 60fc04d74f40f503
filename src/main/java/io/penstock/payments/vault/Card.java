package io.penstock.payments.vault;

import com.fasterxml.jackson.annotation.JsonIgnoreType;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What a network has to be told of a card. Prints as {@code 424242…4242 12/2030}.
 *
 * @param expiry the last month in which it is good
 * @param cvc null once it was used, and where the cardholder is not there to type it
 */
@JsonIgnoreType
public record Card(CardNumber number, YearMonth expiry, @Nullable Cvc cvc) {

  /** Without the code that is on its back. */
  public Card withoutCvc() {
    return new Card(number, expiry, null);
  }

  @Override
  public String toString() {
    return number + " %02d/%d".formatted(expiry.getMonthValue(), expiry.getYear());
  }
}
