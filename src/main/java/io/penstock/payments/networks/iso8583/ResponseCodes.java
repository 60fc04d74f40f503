package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.DeclineCode;
import java.util.HashMap;
import java.util.Map;

/**
 * The one table of response codes (DE39).
 *
 * @see <a href="https://developers.mypos.com">codes as acquirers publish them</a>
 */
final class ResponseCodes {

  /** What a code means. */
  sealed interface Verdict {

    /** Done. */
    record Done() implements Verdict {}

    /** Done in part: the amount tells how much. */
    record Partly() implements Verdict {}

    record Declined(DeclineCode reason) implements Verdict {}

    /** Our message was wrong, so it was declined. */
    record OurMistake() implements Verdict {}

    /** Received too late by somebody behind the network: anything may have become of it. */
    record InDoubt() implements Verdict {}

    /** Seen before. */
    record Duplicate() implements Verdict {}
  }

  /** To an inquiry: the original was never seen. */
  static final String NOT_FOUND = "25";

  static final String DONE = "00";

  private static final Map<String, Verdict> CODES = codes();

  private ResponseCodes() {}

  /** Whatever is not in the table is a decline without a reason. */
  static Verdict of(String code) {
    return CODES.getOrDefault(code, new Verdict.Declined(DeclineCode.GENERIC_DECLINE));
  }

  private static Map<String, Verdict> codes() {
    Map<String, Verdict> codes = new HashMap<>();
    codes.put(DONE, new Verdict.Done());
    codes.put("10", new Verdict.Partly());
    codes.put("12", new Verdict.OurMistake());
    codes.put("30", new Verdict.OurMistake());
    codes.put("68", new Verdict.InDoubt());
    codes.put("94", new Verdict.Duplicate());
    decline(codes, DeclineCode.CALL_ISSUER, "01", "02");
    decline(codes, DeclineCode.TRANSACTION_NOT_ALLOWED, "03", "57", "58", "62");
    decline(codes, DeclineCode.PICKUP_CARD, "04", "07");
    decline(codes, DeclineCode.DO_NOT_HONOR, "05");
    decline(codes, DeclineCode.PROCESSING_ERROR, "06");
    decline(codes, DeclineCode.INVALID_AMOUNT, "13");
    decline(codes, DeclineCode.INCORRECT_NUMBER, "14", "15");
    decline(codes, DeclineCode.ORIGINAL_NOT_FOUND, NOT_FOUND, "76");
    decline(codes, DeclineCode.CARD_NOT_SUPPORTED, "31", "39");
    decline(codes, DeclineCode.EXPIRED_CARD, "33", "54");
    decline(codes, DeclineCode.FRAUDULENT, "34", "59");
    decline(codes, DeclineCode.LOST_CARD, "41");
    decline(codes, DeclineCode.STOLEN_CARD, "43");
    decline(codes, DeclineCode.INSUFFICIENT_FUNDS, "51");
    decline(codes, DeclineCode.INCORRECT_PIN, "55");
    decline(codes, DeclineCode.CARD_VELOCITY_EXCEEDED, "61", "65");
    decline(codes, DeclineCode.AUTHENTICATION_REQUIRED, "1A");
    decline(codes, DeclineCode.PIN_TRY_EXCEEDED, "38", "75");
    decline(codes, DeclineCode.INCORRECT_CVC, "82", "N7");
    decline(codes, DeclineCode.NETWORK_UNAVAILABLE, "91", "92", "96");
    return Map.copyOf(codes);
  }

  private static void decline(Map<String, Verdict> codes, DeclineCode reason, String... of) {
    for (String code : of) {
      codes.put(code, new Verdict.Declined(reason));
    }
  }
}
