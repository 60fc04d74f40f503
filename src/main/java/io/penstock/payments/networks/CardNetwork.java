package io.penstock.payments.networks;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A card network, or an acquirer in front of several.
 *
 * <p>Each order is sent when its {@code Mono} is subscribed, under the reference it carries: the
 * network works a reference once, however often it comes. Shape of each: exactly one value within
 * {@link #answersWithin}; an error only for a defect of ours. Cancel gives the call up: what became
 * of it is unknown, and its answer is a late one.
 */
public interface CardNetwork {

  /** In kebab case, such as {@code sandbox-iso}; kept in rows, so it never changes. */
  String name();

  /** No call takes longer, opening the card aside. */
  Duration answersWithin();

  /** Whether an order would be sent now, as far as can be known: no promise, for choosing only. */
  boolean isInReach();

  /** Holds an amount, to be captured by {@link #capture}. */
  Mono<Outcome> authorize(Authorization order);

  /** Authorises and captures at once. */
  Mono<Outcome> purchase(Authorization order);

  /** Captures what was authorised, or part of it. */
  Mono<Outcome> capture(Completion order);

  /**
   * Takes back what was asked for, or part of it: once sent, it is repeated, marked as a
   * repetition, until the network acknowledges it or the time is up. {@link Outcome.Approved} is
   * the acknowledgement.
   */
  Mono<Outcome> reverse(Reversal order);

  /** Gives money back. */
  Mono<Outcome> refund(RefundOrder order);

  /** Asks what became of an attempt; changes nothing. */
  Mono<Inquiry> inquire(Question question);

  /**
   * Answers that no call waits for.
   *
   * <p>Shape: endless, in the order they came; what came before the first subscriber is kept, up to
   * a bound. When that many wait, the newest is dropped and counted ({@code
   * penstock.networks.late.answers.dropped}): an inquiry tells the same. Cancel leaves the others.
   */
  Flux<LateAnswer> lateAnswers();

  /**
   * Tells when the network can be asked again. Endless, nothing of the past; a slow reader misses
   * some. Cancel leaves the others.
   */
  Flux<BackInReach> recoveries();
}
