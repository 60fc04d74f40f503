package io.penstock.sandbox.venue;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * One client's conversation with a venue, without the socket. What the client says, what the market
 * does and what tests inject are one line of happenings; each takes effect and gives its frames
 * when it is run, so the frames are in the order of the happenings, and a client that reads slowly
 * holds up the line.
 */
public abstract class Session {

  private static final int INJECTED = 64;

  private final Sinks.Many<Happening> injected =
      Sinks.many().unicast().onBackpressureBuffer(Queues.<Happening>get(INJECTED).get());
  private final Mischief mischief;
  private @Nullable String ended;

  protected Session(Listed listed) {
    mischief = new Mischief(listed, this::about);
  }

  /**
   * What the venue says to this client, in order. When the client has left or is sent away, a last
   * frame comes and {@link #reasonOfEnd} tells why. It requests no more of the market than is
   * requested of it.
   *
   * @param client what the client says; its end is the client's leaving
   */
  public final Flux<Frame> frames(Flux<Said> client, Scheduler loop) {
    Flux<Happening> said =
        client
            .<Happening>map(words -> () -> heard(words))
            .concatWithValues(() -> end("the client left"));
    return Flux.merge(
            Mono.<Happening>just(this::opened),
            said,
            happenings(loop),
            injected.asFlux().publishOn(loop))
        .map(happening -> mischief.pass(happening.tell()))
        .concatMapIterable(this::sent, 1)
        .takeUntil(Frame::isLast);
  }

  /** The greeting. */
  protected List<Frame> opened() {
    return List.of();
  }

  protected abstract List<Frame> heard(Said said);

  /** What the market does, endless; frames come of it when it is run. */
  protected abstract Flux<Happening> happenings(Scheduler loop);

  /** Asked only while a fault waits for its frame. */
  protected abstract Subject about(String message);

  /** A fault waits for its frame from now on: {@link #about} is asked of each. */
  protected void armed() {}

  /** Called with what really goes out, after faults. */
  protected List<Frame> sent(List<Frame> frames) {
    return frames;
  }

  /** Sends the client away, with the close code of a broken policy. */
  protected final List<Frame> end(String reason) {
    ended = reason;
    return List.of(new Frame.Close(1008, reason));
  }

  /** Breaks the connection. */
  protected final List<Frame> cut(String reason) {
    ended = reason;
    return List.of(new Frame.Cut());
  }

  /** Why the venue ended it, or null while it goes on. */
  public final @Nullable String reasonOfEnd() {
    return ended;
  }

  final boolean isMute() {
    return mischief.isMute();
  }

  /** What is said from now on; nothing of it comes later. Safe for any thread. */
  public final void speak(Voice only) {
    inject(() -> {
      mischief.speak(only);
      return List.of();
    });
  }

  /** Says something out of turn. Safe for any thread. */
  public final void say(String message) {
    inject(() -> Frame.of(message));
  }

  /** Closes the connection with that code. Safe for any thread. */
  public final void close(int code, String reason) {
    inject(() -> {
      ended = reason;
      return List.of(new Frame.Close(code, reason));
    });
  }

  /** Does that to the next frame that it is meant for. Safe for any thread. */
  public final void play(Trick trick) {
    inject(() -> {
      armed();
      mischief.add(trick);
      return List.of();
    });
  }

  /** Lets it happen out of turn. Safe for any thread. */
  protected final void inject(Happening happening) {
    injected.emitNext(happening, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
  }
}
