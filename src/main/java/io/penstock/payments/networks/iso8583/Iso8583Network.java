package io.penstock.payments.networks.iso8583;

import io.netty.handler.ssl.SslContext;
import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.BackInReach;
import io.penstock.payments.networks.CardNetwork;
import io.penstock.payments.networks.Completion;
import io.penstock.payments.networks.DeclineCode;
import io.penstock.payments.networks.Departure;
import io.penstock.payments.networks.GuardedCalls;
import io.penstock.payments.networks.Inquiry;
import io.penstock.payments.networks.LateAnswer;
import io.penstock.payments.networks.NetworkMeters;
import io.penstock.payments.networks.NetworkOccurrence.CardUnavailable;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Outcome.NotSent;
import io.penstock.payments.networks.Question;
import io.penstock.payments.networks.RefundOrder;
import io.penstock.payments.networks.Reversal;
import io.penstock.payments.vault.Card;
import io.penstock.payments.vault.CardVault;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import io.penstock.platform.values.Money;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A card network that speaks ISO 8583. Its answers come on the event loop of its connections. */
final class Iso8583Network implements CardNetwork {

  private final String name;
  private final CardVault vault;
  private final Guard guard;
  private final GuardedCalls calls;
  private final Lines lines;
  private final IsoTools tools;

  /**
   * @param tls null for plain TCP
   */
  Iso8583Network(
      String name,
      IsoSettings settings,
      @Nullable SslContext tls,
      CardVault vault,
      Guard guard,
      IsoTools tools) {
    this.name = name;
    this.vault = vault;
    this.guard = guard;
    this.tools = tools;
    this.lines = new Lines(name, settings, tls, tools);
    NetworkMeters meters =
        new NetworkMeters(name, tools.telemetry().meters(), System::nanoTime, lines::signedOnCount);
    this.calls = new GuardedCalls(name, guard, meters, tools.telemetry());
    guard.whenClosed(() -> lines.tellRecovered(BackInReach.Why.BREAKER_CLOSED));
  }

  /** Keeps the connections there until the signal. */
  Mono<Void> run(Mono<Void> stop) {
    return lines.run(stop);
  }

  /** Frees everything, after {@link #run}. */
  Mono<Void> close() {
    return lines.close();
  }

  int linesSignedOn() {
    return lines.signedOnCount();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration answersWithin() {
    return guard.deadline();
  }

  @Override
  public boolean isInReach() {
    return lines.signedOnCount() > 0 && !guard.isOpen();
  }

  @Override
  public Mono<Outcome> authorize(Authorization order) {
    return charge(Operation.AUTHORIZATION, order, lines.requests()::authorization);
  }

  @Override
  public Mono<Outcome> purchase(Authorization order) {
    return charge(Operation.PURCHASE, order, lines.requests()::purchase);
  }

  /** Opened before the guard counts anything: a vault that is away is no fault of the network's. */
  private Mono<Outcome> charge(
      Operation operation, Authorization order, BiFunction<Authorization, Card, Message> request) {
    return Mono.defer(() -> vault.open(order.card()))
        .map(card -> once(operation, order.amount(), () -> request.apply(order, card)))
        .onErrorResume(error -> Mono.just(withoutCard(error.getClass().getSimpleName())))
        .switchIfEmpty(Mono.fromSupplier(() -> withoutCard("the token is not good")))
        .flatMap(call -> call);
  }

  private Mono<Outcome> withoutCard(String error) {
    tools.telemetry().report(new CardUnavailable(name, error));
    return Mono.just(new NotSent(NotSent.Cause.CARD_UNAVAILABLE));
  }

  @Override
  public Mono<Outcome> capture(Completion order) {
    return once(Operation.CAPTURE, order.amount(), () -> lines.requests().capture(order));
  }

  @Override
  public Mono<Outcome> refund(RefundOrder order) {
    return once(Operation.REFUND, order.amount(), () -> lines.requests().refund(order));
  }

  /** Leaves at most once. */
  private Mono<Outcome> once(Operation operation, Money asked, Supplier<Message> request) {
    if (!Requests.fits(asked)) {
      return Mono.just(new Outcome.Declined(DeclineCode.INVALID_AMOUNT, ""));
    }
    return calls.order(
        operation, Repeat.UNSENT, departure -> send(operation, asked, request.get(), departure));
  }

  @Override
  public Mono<Outcome> reverse(Reversal order) {
    Money takenBack = order.original().amount().minus(order.remaining());
    return calls.order(
        Operation.REVERSAL,
        Repeat.SAFE,
        departure ->
            send(
                Operation.REVERSAL,
                takenBack,
                lines.requests().reversal(order, order.repeated() || departure.hasLeft()),
                departure));
  }

  private Mono<Outcome> send(
      Operation operation, Money asked, Message request, Departure departure) {
    Parcel parcel = new Parcel(request, lines.codec().write(request), operation, asked);
    return lines
        .exchange(parcel, departure)
        .map(answer -> lines.judge().outcome(operation, answer, asked))
        .flatMap(GuardedCalls::counted);
  }

  @Override
  public Mono<Inquiry> inquire(Question question) {
    return calls.inquiry(departure -> {
      Message request = lines.requests().inquiry(question, lines.nextMessage(), lines.instant());
      return lines
          .exchange(new Parcel(request, lines.codec().write(request), null, null), departure)
          .map(answer ->
              lines
                  .judge()
                  .inquiry(question.about().operation(), answer, question.about().amount()));
    });
  }

  @Override
  public Flux<LateAnswer> lateAnswers() {
    return lines.lateAnswers();
  }

  @Override
  public Flux<BackInReach> recoveries() {
    return lines.recoveries();
  }

  @Override
  public String toString() {
    return "card network " + name;
  }
}
