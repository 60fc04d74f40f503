package io.penstock.platform.resilience;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.resilience.<guard>.*} over {@code penstock.resilience.defaults.*}: what is set,
 * by guard.
 *
 * @param resilience by the guard's name, such as {@code coinbase-rest}, and {@code defaults}
 */
@ConfigurationProperties("penstock")
public record ResilienceProperties(@DefaultValue Map<String, Given> resilience) {

  private static final String DEFAULTS = "defaults";

  /**
   * Of one guard: its own, else the defaults.
   *
   * @throws IllegalArgumentException when they contradict each other; tells the guard and the
   *     setting
   */
  public GuardSettings of(String guard) {
    try {
      GuardSettings defaults = over(GuardSettings.DEFAULTS, resilience.get(DEFAULTS));
      return over(defaults, resilience.get(guard));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "penstock.resilience." + guard + ": " + wrong.getMessage(), wrong);
    }
  }

  private static GuardSettings over(GuardSettings base, @Nullable Given given) {
    return given == null ? base : given.over(base);
  }

  /** Settings as given; null where nothing is said. */
  public record Given(
      @Nullable Duration deadline,
      @Nullable Duration attemptTimeout,
      @Nullable Integer tries,
      @Nullable Duration firstPause,
      @Nullable Duration longestPause,
      @Nullable Integer concurrency,
      @Nullable GivenBreaker breaker) {

    GuardSettings over(GuardSettings base) {
      return new GuardSettings(
          or(deadline, base.deadline()),
          or(attemptTimeout, base.attemptTimeout()),
          or(tries, base.tries()),
          new Backoff(
              or(firstPause, base.backoff().first()), or(longestPause, base.backoff().longest())),
          or(concurrency, base.concurrency()),
          breaker == null ? base.breaker() : breaker.over(base.breaker()));
    }
  }

  /** A breaker's settings as given; null where nothing is said. */
  public record GivenBreaker(
      @Nullable Integer window,
      @Nullable Integer minimum,
      @Nullable Integer failurePercent,
      @Nullable Duration open,
      @Nullable Integer trials) {

    GuardSettings.Breaker over(GuardSettings.Breaker base) {
      return new GuardSettings.Breaker(
          or(window, base.window()),
          or(minimum, base.minimum()),
          or(failurePercent, base.failurePercent()),
          or(open, base.open()),
          or(trials, base.trials()));
    }
  }

  private static <T> T or(@Nullable T given, T base) {
    return given == null ? base : given;
  }
}
