package io.penstock.market.tick;

import java.util.regex.Pattern;

/**
 * The canonical name of what is traded: {@code BTC-USD} for a pair, {@code AAPL} for a share. Venues' own spellings
 * exist only inside a venue's package.
 */
public record Symbol(String value) implements Comparable<Symbol> {

  private static final Pattern FORM = Pattern.compile("[A-Z0-9][A-Z0-9.]{0,19}(-[A-Z0-9][A-Z0-9.]{0,19})?");

  public Symbol {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("symbol must look like BTC-USD or AAPL");
    }
  }

  @Override
  public int compareTo(Symbol other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
