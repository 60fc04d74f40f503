package io.penstock.payments.merchants;

/**
 * A bucket of tokens: {@code burst} requests at once, {@code perSecond} in the long run.
 *
 * @param perSecond 1 to 100,000
 * @param burst 1 to 1,000,000
 */
record RateLimit(int perSecond, int burst) {

  static final int MOST_PER_SECOND = 100_000;
  static final int MOST_BURST = 1_000_000;

  private static final long SECOND = 1_000_000;

  RateLimit {
    if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
      throw new IllegalArgumentException(
          "requests per second must be 1 to " + MOST_PER_SECOND + ", was " + perSecond);
    }
    if (burst < 1 || burst > MOST_BURST) {
      throw new IllegalArgumentException("burst must be 1 to " + MOST_BURST + ", was " + burst);
    }
  }

  /** In which one token comes back. */
  long intervalMicros() {
    return SECOND / perSecond;
  }

  /** In which an empty bucket is full again. */
  long burstMicros() {
    return burst * intervalMicros();
  }

  /**
   * Takes a token (the generic cell rate algorithm). The script in {@link RequestsCache} does the
   * same.
   *
   * @param fullAtMicros when the bucket was to be full; what lies further ahead than an empty
   *     bucket's is taken for that
   * @return when it is to be full now; or, where there is no token, what was given
   */
  long take(long fullAtMicros, long nowMicros) {
    long fullAt = Math.clamp(fullAtMicros, nowMicros, nowMicros + burstMicros());
    return fullAt + intervalMicros() - nowMicros > burstMicros()
        ? fullAt
        : fullAt + intervalMicros();
  }

  /** What is left of a bucket that is full again after so long. */
  Quota quota(long missingMicros) {
    long left = (burstMicros() - missingMicros) / intervalMicros();
    long wait = Math.max(0, missingMicros + intervalMicros() - burstMicros());
    return new Quota(this, left, seconds(missingMicros), seconds(wait));
  }

  /** Rounded up: who comes a moment too early is refused again. */
  private static long seconds(long micros) {
    return Math.ceilDiv(micros, SECOND);
  }

  /** For {@code RateLimit-Policy}: {@code "key";q=200;w=2}. */
  String policy() {
    return "\"key\";q=" + burst + ";w=" + Math.max(1, seconds(burstMicros()));
  }

  /**
   * @param left requests that may come at once
   * @param resetSeconds until the bucket is full again
   * @param retrySeconds until there is a token; 0: there is one
   */
  record Quota(RateLimit limit, long left, long resetSeconds, long retrySeconds) {

    /** For {@code RateLimit}: {@code "key";r=199;t=1}. */
    String header() {
      return "\"key\";r=" + left + ";t=" + resetSeconds;
    }
  }
}
