package io.penstock.sandbox.venue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Talks to a session in virtual time, without a socket. */
public class SessionClient {

  private final Session session;
  private final Sinks.Many<Said> says = Sinks.many().unicast().onBackpressureBuffer();
  private final List<Frame> heard = new ArrayList<>();
  private final VirtualTimeScheduler loop;
  private final Disposable line;
  private boolean sentAway;

  public SessionClient(Session session, VirtualTimeScheduler loop) {
    this.session = session;
    this.loop = loop;
    line =
        session
            .frames(says.asFlux(), loop)
            .doOnComplete(() -> sentAway = true)
            .subscribe(heard::add);
  }

  public final Session session() {
    return session;
  }

  public final void say(String text) {
    says.tryEmitNext(new Said.Words(text)).orThrow();
  }

  public final void ping() {
    says.tryEmitNext(new Said.Ping()).orThrow();
  }

  public final void pong(String payload) {
    says.tryEmitNext(new Said.Pong(payload)).orThrow();
  }

  /** The messages heard until that much later. */
  public final List<String> hear(Duration within) {
    return hearAll(within).stream()
        .filter(Frame.Text.class::isInstance)
        .map(frame -> ((Frame.Text) frame).text())
        .toList();
  }

  /** Everything heard until that much later. */
  public final List<Frame> hearAll(Duration within) {
    loop.advanceTimeBy(within);
    List<Frame> frames = List.copyOf(heard);
    heard.clear();
    return frames;
  }

  public final void leave() {
    says.tryEmitComplete().orThrow();
  }

  public final boolean isSentAway() {
    return sentAway;
  }

  public final void disconnect() {
    line.dispose();
  }
}
