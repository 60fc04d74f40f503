package io.penstock.payments.merchants;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.http.Operator;
import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What happens at the merchants' door, and what operators do about merchants. */
sealed interface MerchantsOccurrence extends Occurrence {

  /** A request did not come in. */
  record RequestRefused(String code) implements MerchantsOccurrence {

    @Override
    public String metric() {
      return "penstock.merchants.refusals";
    }

    @Override
    public Tags tags() {
      return Tags.of("code", code);
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "a merchant's request was refused: " + code;
    }
  }

  /** Redis does not answer: nonces are kept in PostgreSQL, limits hold for each process. */
  record RedisAway(String error) implements MerchantsOccurrence {

    @Override
    public String metric() {
      return "penstock.merchants.redis.losses";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "Redis does not answer (" + error + "): merchants' nonces are kept in PostgreSQL";
    }
  }

  /** Redis answers again. */
  record RedisBack() implements MerchantsOccurrence {

    @Override
    public String metric() {
      return "penstock.merchants.redis.returns";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "Redis keeps merchants' nonces again";
    }
  }

  /** A request was decided about while Redis is away. */
  record WithoutRedis() implements MerchantsOccurrence {

    @Override
    public String metric() {
      return "penstock.merchants.redis.missed";
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "a merchant's request was decided about without Redis";
    }
  }

  /** Nonces that are over could not be deleted; it is tried again. */
  record SweepFailed(String error) implements MerchantsOccurrence {

    @Override
    public String metric() {
      return "penstock.merchants.sweep.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "old nonces of merchants could not be deleted: " + error;
    }
  }

  /**
   * An operator's API was called.
   *
   * @param what such as {@code rotate_key}
   * @param subject of the call: a merchant, a key; never a secret
   * @param outcome {@code done}, or the code of its refusal
   */
  record OperatorCalled(
      String what, String subject, Operator operator, String reason, String outcome)
      implements MerchantsOccurrence {

    @Override
    public String metric() {
      return "penstock.merchants.operator.calls";
    }

    @Override
    public Tags tags() {
      return Tags.of("what", what, "outcome", outcome);
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "%s (%s) asked to %s of %s: %s%s"
          .formatted(
              operator.name(),
              operator.address(),
              what,
              subject,
              outcome,
              reason.isEmpty() ? "" : "; reason: " + reason);
    }
  }
}
