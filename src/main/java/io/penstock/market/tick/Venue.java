package io.penstock.market.tick;

import java.util.regex.Pattern;

/** Where it is traded: {@code coinbase}, {@code kraken}. */
public record Venue(String value) implements Comparable<Venue> {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,19}");

  public Venue {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("venue must be 1 to 20 small letters, digits or hyphens");
    }
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
