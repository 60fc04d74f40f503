package io.penstock.payments.ledger;

import io.penstock.platform.telemetry.Occurrence;
import java.math.BigInteger;
import org.slf4j.event.Level;

/** What can happen to the books. */
sealed interface LedgerOccurrence extends Occurrence {

  /** Postings without a transaction of their own are taken no more, which should never be. */
  record PostingEnded(String cause) implements LedgerOccurrence {
    @Override
    public String metric() {
      return "penstock.ledger.ends";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "nothing is posted any more: " + cause;
    }
  }

  /** What was to be sealed waits; it is tried again. */
  record SealFailed(String cause) implements LedgerOccurrence {
    @Override
    public String metric() {
      return "penstock.ledger.seal.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "the books could not be sealed, which is tried again: " + cause;
    }
  }

  /** The sum of all balances could not be had; it is tried again. */
  record AuditFailed(String cause) implements LedgerOccurrence {
    @Override
    public String metric() {
      return "penstock.ledger.audit.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "balances could not be summed up, which is tried again: " + cause;
    }
  }

  /**
   * Debits and credits are not equal: the books were changed from outside, or there is a defect of
   * ours. A person has to look, with the proof.
   */
  record OutOfBalance(BigInteger difference) implements LedgerOccurrence {
    @Override
    public String metric() {
      return "penstock.ledger.imbalances";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "debits and credits differ by "
          + difference
          + " minor units, all tenants and currencies together";
    }
  }
}
