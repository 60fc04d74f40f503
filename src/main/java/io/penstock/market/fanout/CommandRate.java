package io.penstock.market.fanout;

/**
 * How many commands one client may still send: a bucket of tokens that fills steadily. Overdrawn
 * commands are refused; who overdraws by a whole bucket is out.
 */
final class CommandRate {

  enum Answer {
    OK,
    REFUSED,
    OUT
  }

  private final double perNano;
  private final int burst;
  private double tokens;
  private long last;

  /**
   * @param burst how many may come at once, such as the subscriptions of a page that reconnects
   */
  CommandRate(int perSecond, int burst, long nanos) {
    this.perNano = perSecond / 1e9;
    this.burst = burst;
    this.tokens = burst;
    this.last = nanos;
  }

  Answer take(long nanos) {
    tokens = Math.min(burst, tokens + (nanos - last) * perNano) - 1;
    last = nanos;
    if (tokens >= 0) {
      return Answer.OK;
    }
    return tokens > -burst ? Answer.REFUSED : Answer.OUT;
  }

  /** What was asked for was more work than a command is. */
  void charge(int commands) {
    tokens = Math.max(tokens - commands, -burst);
  }
}
