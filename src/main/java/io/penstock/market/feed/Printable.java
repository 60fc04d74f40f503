package io.penstock.market.feed;

/** A venue's own words, made fit to be logged, to stand in a header and to be shown to readers. */
public final class Printable {

  private static final int LONGEST = 120;

  private Printable() {}

  /** Short, on one line, and in ASCII: {@code caf? not found}. */
  public static String of(String text) {
    String safe = text.replaceAll("[^ -~]", "?");
    return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
  }
}
