package io.penstock.payments.charges;

import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.BackInReach;
import io.penstock.payments.networks.CardNetwork;
import io.penstock.payments.networks.Completion;
import io.penstock.payments.networks.DeclineCode;
import io.penstock.payments.networks.Inquiry;
import io.penstock.payments.networks.LateAnswer;
import io.penstock.payments.networks.Networks;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Question;
import io.penstock.payments.networks.RefundOrder;
import io.penstock.payments.networks.Reversal;
import io.penstock.payments.networks.Route;
import io.penstock.platform.values.Mode;
import java.time.Duration;
import java.util.Currency;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The door to card networks for whoever keeps the attempts. */
public final class Charges {

  /** Opening the card, before the network is asked. */
  private static final Duration OPENING = Duration.ofSeconds(1);

  /** What issuers call it when less is there than was asked for. */
  private static final String PARTIAL = "10";

  private final Networks networks;

  public Charges(Networks networks) {
    this.networks = networks;
  }

  /** The network for a new charge; empty: none takes such cards in this currency. */
  public Optional<Route> route(Mode mode, String bin, Currency currency) {
    return networks.choose(mode, bin, currency);
  }

  /** Another one, when nothing could be sent to the first. */
  public Optional<Route> routeAfter(Route route) {
    return networks.chooseAfter(route);
  }

  /** No call of a network takes longer, opening the card included. */
  public Duration answersWithin(String network) {
    return networks.named(network).answersWithin().plus(OPENING);
  }

  /** Holds money. Shape: one outcome; an error only for a defect of ours. */
  public Mono<Outcome> authorize(String network, Authorization order) {
    CardNetwork asked = networks.named(network);
    return asked
        .authorize(order)
        .flatMap(outcome -> whole(asked, outcome, Operation.AUTHORIZATION, order));
  }

  /** Takes money at once. Shape: one outcome; an error only for a defect of ours. */
  public Mono<Outcome> purchase(String network, Authorization order) {
    CardNetwork asked = networks.named(network);
    return asked
        .purchase(order)
        .flatMap(outcome -> whole(asked, outcome, Operation.PURCHASE, order));
  }

  /** Takes what is held. Shape: one outcome; an error only for a defect of ours. */
  public Mono<Outcome> capture(String network, Completion order) {
    return networks.named(network).capture(order);
  }

  /** Gives back what is held. Shape: one outcome; an error only for a defect of ours. */
  public Mono<Outcome> giveBack(String network, Reversal order) {
    return networks.named(network).reverse(order);
  }

  /** Gives back what was taken. Shape: one outcome; an error only for a defect of ours. */
  public Mono<Outcome> refund(String network, RefundOrder order) {
    return networks.named(network).refund(order);
  }

  /**
   * What became of an attempt whose answer was lost. What was approved in part is taken back before
   * this says that it was declined. Shape: one answer.
   */
  public Mono<Inquiry> inquire(String network, String merchantId, Original about) {
    CardNetwork asked = networks.named(network);
    return asked
        .inquire(new Question(merchantId, about))
        .flatMap(answer ->
            answer instanceof Inquiry.Found found
                ? whole(asked, found.outcome(), merchantId, about).map(Inquiry.Found::new)
                : Mono.just(answer));
  }

  /**
   * Takes back an attempt whose fate stays unknown, under its own reference. Shape: whether the
   * network has acknowledged it.
   */
  public Mono<Boolean> takeBack(String network, String merchantId, Original about) {
    return networks
        .named(network)
        .reverse(Reversal.of(merchantId, about))
        .map(Outcome.Approved.class::isInstance);
  }

  /** Tells when networks can be asked again. Endless; see {@link CardNetwork#recoveries}. */
  public Flux<BackInReach> recoveries() {
    return networks.recoveries();
  }

  /** Answers that no call waits for. Endless; see {@link CardNetwork#lateAnswers}. */
  public Flux<LateAnswer> lateAnswers() {
    return networks.lateAnswers();
  }

  private static Mono<Outcome> whole(
      CardNetwork network, Outcome outcome, Operation operation, Authorization order) {
    return whole(
        network,
        outcome,
        order.merchantId(),
        new Original(operation, order.reference(), order.amount()));
  }

  /** All of it or nothing. */
  private static Mono<Outcome> whole(
      CardNetwork network, Outcome outcome, String merchantId, Original about) {
    if (!(outcome instanceof Outcome.PartlyApproved)) {
      return Mono.just(outcome);
    }
    return network
        .reverse(Reversal.of(merchantId, about))
        .map(reversed ->
            reversed instanceof Outcome.Approved
                ? new Outcome.Declined(DeclineCode.INSUFFICIENT_FUNDS, PARTIAL)
                : new Outcome.Unknown(Outcome.Unknown.Cause.UNCLEAR_ANSWER));
  }
}
