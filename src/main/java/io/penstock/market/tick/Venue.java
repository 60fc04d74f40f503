package io.penstock.market.tick;

/** Where it is traded: {@code coinbase}, {@code kraken}. */
public record Venue(String value) implements Comparable<Venue> {

  private static final int LONGEST = 20;

  public Venue {
    if (!fits(value)) {
      throw new IllegalArgumentException("venue must be 1 to 20 small letters, digits or hyphens");
    }
  }

  /** {@code [a-z][a-z0-9-]{0,19}}, by hand because each event that is decoded makes a venue. */
  private static boolean fits(String value) {
    if (value.isEmpty()
        || value.length() > LONGEST
        || value.charAt(0) < 'a'
        || value.charAt(0) > 'z') {
      return false;
    }
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Venue other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
