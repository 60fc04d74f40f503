package io.penstock.platform.resilience;

import io.netty.channel.ChannelException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.netty.channel.AbortedException;

/** Whether the same call may succeed later without anybody changing anything. */
public enum RetryClass {
  /**
   * Goes away by itself: a lost connection, a timeout, an open breaker, a broker electing its
   * leader.
   */
  PASSES,
  /** Comes back with every try: a refusal, a mistake in the request, a bug. */
  STAYS;

  private static final List<Class<? extends Throwable>> PASSING =
      List.of(
          TimeoutException.class,
          IOException.class,
          AbortedException.class,
          ChannelException.class,
          RetriableException.class,
          R2dbcTransientException.class,
          R2dbcNonTransientResourceException.class,
          TransientDataAccessException.class,
          DataAccessResourceFailureException.class);

  /**
   * Request timeout, too early, too many requests, and what gateways and overloaded servers answer.
   */
  private static final Set<Integer> PASSING_STATUS = Set.of(408, 425, 429, 500, 502, 503, 504);

  /** Causes looked through; a longer chain is a loop. */
  private static final int CAUSES = 16;

  /**
   * By the first error of the chain of causes that says something: a {@link CodedException} or an
   * HTTP status decides by itself, what is known to pass passes, everything else stays. The text of
   * an error is never looked at.
   */
  public static RetryClass of(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      if (cause instanceof CodedException coded) {
        return coded.retryClass();
      }
      if (cause instanceof WebClientResponseException response) {
        return ofStatus(response.getStatusCode().value());
      }
      Throwable seen = cause;
      if (PASSING.stream().anyMatch(known -> known.isInstance(seen))) {
        return PASSES;
      }
      cause = cause.getCause();
    }
    return STAYS;
  }

  /** Of a partner's HTTP answer, such as 503. */
  public static RetryClass ofStatus(int status) {
    return PASSING_STATUS.contains(status) ? PASSES : STAYS;
  }
}
