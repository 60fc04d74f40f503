package io.penstock.payments.intents;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** From refusals to problems: one table. */
final class IntentProblem {

  private IntentProblem() {}

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
