package io.penstock.payments.merchants;

import io.penstock.payments.merchants.MerchantsOccurrence.OperatorCalled;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Operator;
import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.telemetry.Telemetry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes down each call of the operators' API: who, what, of whom, why, and what came of it. */
final class OperatorCalls {

  private static final int LONGEST_REASON = 200;

  private final Telemetry telemetry;

  OperatorCalls(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /**
   * @param what such as {@code rotate_key}
   * @param subject of the call: a merchant, a key; never a secret
   * @param reason as it was given
   */
  record Call(String what, String subject, Operator operator, @Nullable String reason) {}

  /** One that only reads: a reason is welcome. */
  <T> Mono<T> reading(Call call, Supplier<Mono<T>> work) {
    return told(
        call,
        () -> {
          given(call);
          return work.get();
        },
        done -> call.subject());
  }

  /** One that changes something: {@code X-Reason} has to say why. */
  <T> Mono<T> changing(Call call, Supplier<Mono<T>> work) {
    return making(call, work, done -> call.subject());
  }

  /**
   * One that makes something new.
   *
   * @param subject what was made
   */
  <T> Mono<T> making(Call call, Supplier<Mono<T>> work, Function<T, String> subject) {
    return told(
        call,
        () -> {
          if (given(call).isEmpty()) {
            throw MerchantProblem.invalid("X-Reason", "must say why");
          }
          return work.get();
        },
        subject);
  }

  private <T> Mono<T> told(Call call, Supplier<Mono<T>> work, Function<T, String> subject) {
    return Mono.defer(work)
        .onErrorMap(
            error -> !(error instanceof ApiException) && RetryClass.of(error) == RetryClass.PASSES,
            away -> MerchantProblem.UNAVAILABLE.exception())
        .doOnNext(done -> report(call, subject.apply(done), "done"))
        .doOnError(error ->
            report(
                call,
                call.subject(),
                error instanceof ApiException refusal ? refusal.problem().code() : "failed"));
  }

  private void report(Call call, String subject, String outcome) {
    String reason = reason(call).filter(OperatorCalls::isOneLine).orElse("");
    telemetry.report(new OperatorCalled(call.what(), subject, call.operator(), reason, outcome));
  }

  private static Optional<String> given(Call call) {
    Optional<String> reason = reason(call);
    if (reason.isPresent() && !isOneLine(reason.get())) {
      throw MerchantProblem.invalid(
          "X-Reason", "must be one line of 1 to " + LONGEST_REASON + " characters");
    }
    return reason;
  }

  private static Optional<String> reason(Call call) {
    return Optional.ofNullable(call.reason()).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static boolean isOneLine(String text) {
    return text.length() <= LONGEST_REASON
        && text.codePoints().noneMatch(OperatorCalls::breaksLines);
  }

  /** Whatever could forge a line of a log. */
  static boolean breaksLines(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
