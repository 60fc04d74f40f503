package io.penstock.sandbox.binance;

/** How one connection wants events to be written. Used by one thread. */
final class Dialect {

  /** Microseconds in one unit of the times told. */
  private final int unit;

  private boolean combined;

  /**
   * @param combined whether an event comes with the name of its stream around it
   * @param micros whether times count microseconds instead of milliseconds
   */
  Dialect(boolean combined, boolean micros) {
    this.combined = combined;
    unit = micros ? 1 : 1_000;
  }

  boolean isCombined() {
    return combined;
  }

  void combine(boolean combine) {
    combined = combine;
  }

  long time(long timeMicros) {
    return timeMicros / unit;
  }

  String event(String stream, String payload) {
    return combined ? "{\"stream\":\"" + stream + "\",\"data\":" + payload + "}" : payload;
  }
}
