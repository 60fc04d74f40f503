package io.penstock.sandbox.binance;

/** How one connection wants events to be written. Used by one thread. */
final class Dialect {

  private final boolean micros;
  private boolean combined;

  /**
   * @param combined whether an event comes with the name of its stream around it
   * @param micros whether times count microseconds instead of milliseconds
   */
  Dialect(boolean combined, boolean micros) {
    this.combined = combined;
    this.micros = micros;
  }

  boolean isCombined() {
    return combined;
  }

  void combine(boolean combine) {
    combined = combine;
  }

  long time(long timeMicros) {
    return micros ? timeMicros : timeMicros / 1_000;
  }

  String event(String stream, String payload) {
    return combined ? "{\"stream\":\"" + stream + "\",\"data\":" + payload + "}" : payload;
  }
}
