package io.penstock.payments.networks;

/** What a network says about an attempt. */
public sealed interface Inquiry {

  /** {@code not_found}, as tags have it. */
  String code();

  /**
   * The network has it, and ended it so: approved, partly approved or declined.
   *
   * @param outcome {@link Outcome.Unknown} while the network itself does not know yet
   */
  record Found(Outcome outcome) implements Inquiry {

    public Found {
      if (outcome instanceof Outcome.NotSent) {
        throw new IllegalArgumentException("outcome must be a network's");
      }
    }

    @Override
    public String code() {
      return "found";
    }
  }

  /** The network answers, and has never seen it. It may still be on its way. */
  record NotFound() implements Inquiry {

    @Override
    public String code() {
      return "not_found";
    }
  }

  /** No answer; nothing is known, and asking again does no harm. */
  record Unreachable() implements Inquiry {

    @Override
    public String code() {
      return "unreachable";
    }
  }
}
