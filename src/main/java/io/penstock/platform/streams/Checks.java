package io.penstock.platform.streams;

/** Says what is wrong with a declared value; the file's reader adds where. */
final class Checks {

  private Checks() {}

  static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  static void range(String name, int value, int least, int most) {
    check(
        value >= least && value <= most,
        name + " must be " + least + " to " + most + ", is " + value);
  }
}
