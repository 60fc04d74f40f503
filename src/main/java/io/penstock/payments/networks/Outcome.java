package io.penstock.payments.networks;

import io.penstock.platform.values.Money;
import java.util.Locale;

/** How a call of a network ended. */
public sealed interface Outcome {

  /** {@code approved}, as tags have it. */
  String code();

  /**
   * The network did what it was asked for.
   *
   * @param authorizationCode six characters, such as {@code 004217}; empty where the network gives
   *     none, as for a reversal
   * @param networkReference what the network calls it (retrieval reference number), such as {@code
   *     000000000AZ7}
   * @param approved what was asked for
   */
  record Approved(String authorizationCode, String networkReference, Money approved)
      implements Outcome {

    @Override
    public String code() {
      return "approved";
    }
  }

  /**
   * The network did less than it was asked for. Unless somebody wants the part, it has to be
   * reversed.
   *
   * @param approved less than {@code asked}
   */
  record PartlyApproved(
      String authorizationCode, String networkReference, Money approved, Money asked)
      implements Outcome {

    @Override
    public String code() {
      return "partly_approved";
    }
  }

  /**
   * The network, or the issuer behind it, said no.
   *
   * @param raw the network's own code, such as {@code 05}
   */
  record Declined(DeclineCode reason, String raw) implements Outcome {

    @Override
    public String code() {
      return "declined";
    }
  }

  /** The request may have been worked or not. Only an inquiry or a reversal tells. */
  record Unknown(Cause cause) implements Outcome {

    /** Why. */
    public enum Cause {
      /** No answer in time. */
      TIMEOUT,
      /** The connection was lost after the request was handed to it. */
      CONNECTION_LOST,
      /** An answer that makes no sense, or is in doubt itself (68). */
      UNCLEAR_ANSWER,
      /** The network has seen the reference before (94): never sent again, but asked about. */
      DUPLICATE;

      /** {@code connection_lost}, as rows and tags have it. */
      public String code() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String code() {
      return "unknown";
    }
  }

  /** Nothing left this process; the network knows nothing of it. */
  record NotSent(Cause cause) implements Outcome {

    /** Why. */
    public enum Cause {
      /** The network failed too often and is left alone for a while. */
      BREAKER_OPEN,
      /** As many calls as allowed are in flight. */
      OVERLOADED,
      /** No connection has signed on, or it went away before the request was written. */
      NO_LINE,
      /** The time was up before it was its turn. */
      TIMEOUT,
      /** The vault does not know the token any more, or does not answer: no other network helps. */
      CARD_UNAVAILABLE;

      /** {@code no_line}, as rows and tags have it. */
      public String code() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /** Whether another network might be reached. */
    public boolean mayGoElsewhere() {
      return cause != Cause.CARD_UNAVAILABLE;
    }

    @Override
    public String code() {
      return "not_sent";
    }
  }
}
