package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.DeclineCode;
import io.penstock.payments.networks.Inquiry;
import io.penstock.payments.networks.NetworkOccurrence.MessageRefused;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Money;
import org.jspecify.annotations.Nullable;

/** Answers as outcomes. Whatever contradicts itself or what was asked for is unclear. */
final class Judge {

  private final String network;
  private final Telemetry telemetry;

  Judge(String network, Telemetry telemetry) {
    this.network = network;
    this.telemetry = telemetry;
  }

  /**
   * @param asked what was asked for, of a reversal what it takes back; null where only the answer
   *     itself is known
   */
  Outcome outcome(Operation operation, Message answer, @Nullable Money asked) {
    String code = answer.get(Field.RESPONSE_CODE);
    if (code == null) {
      return unclear();
    }
    return switch (ResponseCodes.of(code)) {
      case ResponseCodes.Verdict.Done done -> done(operation, answer, asked);
      case ResponseCodes.Verdict.Partly partly -> partly(answer, asked);
      case ResponseCodes.Verdict.Declined declined -> new Outcome.Declined(declined.reason(), code);
      case ResponseCodes.Verdict.OurMistake mistake -> {
        refused(answer, code);
        yield new Outcome.Declined(DeclineCode.PROCESSING_ERROR, code);
      }
      case ResponseCodes.Verdict.InDoubt doubt -> unclear();
      case ResponseCodes.Verdict.Duplicate duplicate -> new Unknown(Unknown.Cause.DUPLICATE);
    };
  }

  /** An answer that repeats DE90 is about the original; any other is about the inquiry itself. */
  Inquiry inquiry(Operation operation, Message answer, Money asked) {
    String code = answer.get(Field.RESPONSE_CODE);
    if (answer.get(Field.ORIGINAL) != null && !ResponseCodes.NOT_FOUND.equals(code)) {
      return new Inquiry.Found(outcome(operation, answer, asked));
    }
    if (ResponseCodes.NOT_FOUND.equals(code)) {
      return new Inquiry.NotFound();
    }
    if (code != null && ResponseCodes.of(code) instanceof ResponseCodes.Verdict.OurMistake) {
      refused(answer, code);
    }
    return new Inquiry.Unreachable();
  }

  private static Outcome done(Operation operation, Message answer, @Nullable Money asked) {
    // A reversal is acknowledged whole, and its answer repeats the amount of the original.
    boolean whole = operation == Operation.REVERSAL && asked != null;
    Money told = whole ? asked : amount(answer, asked);
    if (told == null || asked != null && told.isMoreThan(asked)) {
      return unclear();
    }
    return asked != null && asked.isMoreThan(told)
        ? new Outcome.PartlyApproved(
            text(answer, Field.AUTHORIZATION_CODE), text(answer, Field.RETRIEVAL), told, asked)
        : new Outcome.Approved(
            text(answer, Field.AUTHORIZATION_CODE), text(answer, Field.RETRIEVAL), told);
  }

  private static Outcome partly(Message answer, @Nullable Money asked) {
    Money told = amount(answer, null);
    if (told == null || asked == null || !sameCurrency(told, asked) || !asked.isMoreThan(told)) {
      return unclear();
    }
    return new Outcome.PartlyApproved(
        text(answer, Field.AUTHORIZATION_CODE), text(answer, Field.RETRIEVAL), told, asked);
  }

  /** As the answer tells it; what was asked for when it tells none; null when it makes no sense. */
  private static @Nullable Money amount(Message answer, @Nullable Money asked) {
    String minor = answer.get(Field.AMOUNT);
    String currency = answer.get(Field.CURRENCY);
    if (minor == null && currency == null) {
      return asked;
    }
    Money told =
        minor == null || currency == null ? null : NumericCurrencies.money(minor, currency);
    return told == null || asked != null && !sameCurrency(told, asked) ? null : told;
  }

  private static boolean sameCurrency(Money one, Money other) {
    return one.currency().equals(other.currency());
  }

  private static String text(Message answer, Field field) {
    String value = answer.get(field);
    return value == null ? "" : value.strip();
  }

  private void refused(Message answer, String code) {
    telemetry.report(new MessageRefused(network, answer.type().text(), code));
  }

  private static Outcome unclear() {
    return new Unknown(Unknown.Cause.UNCLEAR_ANSWER);
  }
}
