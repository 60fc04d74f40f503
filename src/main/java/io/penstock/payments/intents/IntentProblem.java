package io.penstock.payments.intents;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import io.penstock.platform.postgres.CommandTimeoutException;
import io.penstock.platform.postgres.CommitUnknownException;
import io.penstock.platform.postgres.GroupStoppedException;
import io.penstock.platform.postgres.QueueFullException;
import io.penstock.platform.postgres.TransactionTimeoutException;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** From refusals and failures to problems: one table. */
final class IntentProblem {

  private static final Duration SOON = Duration.ofSeconds(1);

  private IntentProblem() {}

  /** What the database could not do, or may have done. Other errors stay what they are. */
  static Throwable of(Throwable error) {
    return switch (error) {
      case QueueFullException full -> ApiException.overloaded(atLeastASecond(full.retryAfter()));
      case GroupStoppedException ending -> ApiException.overloaded(SOON);
      case CommandTimeoutException unknown -> unknown();
      case CommitUnknownException unknown -> unknown();
      case TransactionTimeoutException late -> unknown();
      default -> error;
    };
  }

  private static ApiException unknown() {
    return ApiException.passing(
        Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "unavailable",
            "It is not known whether this was done; ask again under the same Idempotency-Key"),
        SOON);
  }

  private static Duration atLeastASecond(Duration wait) {
    return wait.compareTo(SOON) < 0 ? SOON : wait;
  }

  static ApiException of(Refusal refusal) {
    HttpStatus status =
        switch (refusal.code()) {
          case INVALID_STATE, PENDING_VERIFICATION, TOO_MANY_TRANSACTIONS -> HttpStatus.CONFLICT;
          case AMOUNT_TOO_LARGE, NO_NETWORK -> HttpStatus.BAD_REQUEST;
          case INTENT_NOT_FOUND -> HttpStatus.NOT_FOUND;
        };
    return new ApiException(
        Problem.of(status, refusal.code().name().toLowerCase(Locale.ROOT), refusal.detail()));
  }
}
