package io.penstock.market.tick;

/**
 * The canonical name of what is traded: {@code BTC-USD} for a pair, {@code AAPL} for a share.
 * Venues' own spellings exist only inside a venue's package.
 */
public record Symbol(String value) implements Comparable<Symbol> {

  private static final int LONGEST_PART = 20;

  public Symbol {
    int hyphen = value.indexOf('-');
    boolean fits =
        hyphen < 0
            ? isPart(value, 0, value.length())
            : isPart(value, 0, hyphen) && isPart(value, hyphen + 1, value.length());
    if (!fits) {
      throw new IllegalArgumentException("symbol must look like BTC-USD or AAPL");
    }
  }

  /** {@code [A-Z0-9][A-Z0-9.]{0,19}}, by hand because each event that is decoded makes a symbol. */
  private static boolean isPart(String value, int start, int end) {
    if (start == end || end - start > LONGEST_PART || value.charAt(start) == '.') {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = value.charAt(i);
      if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.')) {
        return false;
      }
    }
    return true;
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
