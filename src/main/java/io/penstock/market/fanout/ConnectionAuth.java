package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Whose one connection is, and for how long. Codes are Centrifugo's: an expired token is refused
 * with 109 and the client comes with a new one; one that is not good ends the connection for good,
 * 3500; a connection whose token has run out, and was not replaced within a grace, ends with 3005,
 * and the client comes back. Belongs to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks of the event loop do not throw.
final class ConnectionAuth {

  /** No timer is set for longer; it looks at the clock and goes on. */
  private static final Duration LONGEST_TIMER = Duration.ofHours(1);

  /** What a client is told at most: its own timers are no longer. */
  private static final Duration LONGEST_TTL = Duration.ofDays(365);

  private final Commands commands;
  private final Session session;
  private final EventLoop loop;
  private final Tokens tokens;
  private Verdict.@Nullable Accepted accepted;
  private @Nullable Future<?> timer;
  private @Nullable Disposable question;
  private boolean verifying;
  private boolean asking;
  private boolean ended;

  ConnectionAuth(Commands commands, Session session, EventLoop loop, Tokens tokens) {
    this.commands = commands;
    this.session = session;
    this.loop = loop;
    this.tokens = tokens;
  }

  /** Whether a verdict is awaited: commands wait with it. */
  boolean isVerifying() {
    return verifying;
  }

  /** The first command: ends in a welcome, a refusal or the connection's end. */
  void connect(long id, @Nullable String token) {
    if (token != null) {
      ask(
          id,
          tokens.verify(token),
          verdict -> {
            switch (verdict) {
              case Verdict.Accepted good -> {
                accept(good);
                commands.welcome(id, ttl(good));
              }
              case Verdict.Expired expired -> session.refuse(id, ErrorCode.TOKEN_EXPIRED);
              case Verdict.Invalid invalid -> session.disconnect(Disconnect.INVALID_TOKEN);
            }
          });
    } else if (tokens.areRequired()) {
      // As Centrifugo answers who brings no credentials.
      session.disconnect(Disconnect.BAD_REQUEST);
    } else {
      commands.welcome(id, 0);
    }
  }

  /** A new token for the same user. */
  void refresh(long id, @Nullable String token) {
    if (!tokens.areOffered()) {
      session.refuse(id, ErrorCode.NOT_AVAILABLE);
    } else if (token == null) {
      session.disconnect(Disconnect.BAD_REQUEST);
    } else {
      ask(
          id,
          tokens.verify(token, accepted),
          verdict -> {
            switch (verdict) {
              case Verdict.Accepted good -> {
                accept(good);
                commands.refreshed(id, ttl(good));
              }
              case Verdict.Expired expired -> session.disconnect(Disconnect.EXPIRED);
              case Verdict.Invalid invalid -> session.disconnect(Disconnect.INVALID_TOKEN);
            }
          });
    }
  }

  /** Most verdicts come at once; one that has to wait for keys comes on any thread. */
  private void ask(long id, Mono<Verdict> verdict, Consumer<Verdict> then) {
    verifying = true;
    asking = true;
    question =
        verdict.subscribe(
            known -> answer(() -> then.accept(known)),
            // Nothing is known of the token: the client may come again.
            failed -> answer(() -> session.refuse(id, ErrorCode.INTERNAL)));
    asking = false;
  }

  private void answer(Runnable answer) {
    if (!loop.inEventLoop()) {
      loop.execute(() -> answer(answer));
    } else if (!ended) {
      verifying = false;
      answer.run();
      if (!asking) {
        commands.proceed();
      }
    }
  }

  private void accept(Verdict.Accepted good) {
    accepted = good;
    checkLater(good);
  }

  private void checkLater(Verdict.Accepted good) {
    stopTimer();
    Duration left = left(good).plus(tokens.grace());
    Duration wait = left.compareTo(LONGEST_TIMER) < 0 ? left : LONGEST_TIMER;
    timer = loop.schedule(() -> check(good), wait.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private void check(Verdict.Accepted good) {
    if (left(good).plus(tokens.grace()).isPositive()) {
      checkLater(good);
    } else {
      session.disconnect(Disconnect.EXPIRED);
    }
  }

  private Duration left(Verdict.Accepted good) {
    return Duration.between(tokens.now(), good.expiresAt());
  }

  /** In seconds, not 0, which is for ever. */
  private long ttl(Verdict.Accepted good) {
    return Math.clamp(left(good).toSeconds(), 1, LONGEST_TTL.toSeconds());
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Forgets the verdict that is awaited, and the time. */
  void end() {
    ended = true;
    stopTimer();
    if (question != null) {
      question.dispose();
    }
  }
}
