package io.penstock.sandbox;

import io.penstock.payments.intents.Milestones;
import io.penstock.payments.intents.TransactionType;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Halts the process as {@code kill -9} does, when so many transactions of a kind have come to a
 * step; those that came earlier wait there. {@code penstock.sandbox.halt-at=charge:begun:9}.
 */
final class HaltAt implements Milestones {

  private static final int KILLED = 137;

  private final TransactionType type;
  private final Step step;
  private final AtomicInteger missing;

  private HaltAt(TransactionType type, Step step, int count) {
    this.type = type;
    this.step = step;
    this.missing = new AtomicInteger(count);
  }

  /**
   * @param text {@code charge:begun:9}
   * @throws IllegalArgumentException when it has another form
   */
  static HaltAt of(String text) {
    String[] parts = text.toUpperCase(Locale.ROOT).split(":");
    if (parts.length != 3 || !parts[2].matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "penstock.sandbox.halt-at must be as charge:begun:1, was " + text);
    }
    return new HaltAt(
        TransactionType.valueOf(parts[0]), Step.valueOf(parts[1]), Integer.parseInt(parts[2]));
  }

  @Override
  public Mono<Void> passed(TransactionType passing, Step at) {
    if (passing != type || at != step) {
      return Mono.empty();
    }
    return Mono.fromRunnable(
            () -> {
              if (missing.decrementAndGet() <= 0) {
                Runtime.getRuntime().halt(KILLED);
              }
            })
        .then(Mono.never());
  }
}
