package io.penstock.sandbox.cards;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.SandboxOccurrence;
import io.penstock.sandbox.venue.Switches;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/** The simulated card network on its loopback port. Methods are safe for any thread. */
public final class SandboxCards implements Switches {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
  private static final int LENGTH = 2;
  private static final int LARGEST = 2_048;

  /** Of one connection: answers that come later. */
  private static final int WAITING = 8_192;

  private final Scheduler timer;
  private final Telemetry telemetry;
  private final LoopResources loops = LoopResources.create("sandbox-cards", 1, 1, true, false);
  private final Scheduler desks =
      Schedulers.newBoundedElastic(1, 100_000, "sandbox-cards-desk", 60, true);
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final CardsDesk desk;
  private volatile @Nullable DisposableServer server;
  private volatile int port;

  /**
   * A network that is not started yet. Its books are read, which blocks.
   *
   * @param timer of late and slow answers
   */
  public static SandboxCards of(
      CardsProperties settings, Clock clock, Scheduler timer, Telemetry telemetry) {
    return new SandboxCards(settings, clock, timer, telemetry);
  }

  private SandboxCards(
      CardsProperties settings, Clock clock, Scheduler timer, Telemetry telemetry) {
    this.timer = timer;
    this.telemetry = telemetry;
    Path file = settings.books();
    this.desk =
        new CardsDesk(file == null ? CardBooks.inMemory() : CardBooks.open(file), settings, clock);
    this.port = settings.port();
  }

  /** Completes when it listens, on the same port as before. */
  public Mono<Void> start() {
    return Mono.defer(() -> isRunning() ? Mono.empty() : bind()).then();
  }

  private Mono<? extends DisposableServer> bind() {
    return TcpServer.create()
        .host("127.0.0.1")
        .port(port)
        .runOn(loops)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .doOnConnection(connection -> {
          connections.add(connection.channel());
          connection.onDispose(() -> connections.remove(connection.channel()));
          connection.addHandlerLast(
              "frames", new LengthFieldBasedFrameDecoder(LARGEST + LENGTH, 0, LENGTH, 0, LENGTH));
        })
        .handle(this::serve)
        .bind()
        .doOnNext(bound -> {
          server = bound;
          port = bound.port();
          telemetry.report(new SandboxOccurrence.CardsStarted(port, desk.books().size()));
        });
  }

  private Mono<Void> serve(NettyInbound in, NettyOutbound out) {
    Flux<ByteBuf> answers =
        in.receive()
            .map(SandboxCards::bytes)
            .publishOn(desks)
            .concatMapIterable(desk::hear)
            .flatMap(reaction -> done(reaction, out), WAITING);
    return out.send(answers, frame -> true).then();
  }

  private Mono<ByteBuf> done(Reaction reaction, NettyOutbound out) {
    return switch (reaction) {
      case Reaction.Say(byte[] message, Duration after) ->
          after.isZero()
              ? Mono.just(frame(out.alloc(), message))
              : Mono.delay(after, timer).map(passed -> frame(out.alloc(), message));
      case Reaction.Break() ->
          Mono.fromRunnable(() -> out.withConnection(connection -> reset(connection.channel())));
    };
  }

  private static ByteBuf frame(ByteBufAllocator allocator, byte[] message) {
    return allocator.buffer(LENGTH + message.length).writeShort(message.length).writeBytes(message);
  }

  private static byte[] bytes(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  /** The other side finds out by an RST. */
  private static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  /** Breaks all connections, frees the port, closes the books. */
  public Mono<Void> stop() {
    return unbind()
        .then(
            atDesk(() -> {
              desk.books().close();
              return true;
            }))
        .then(loops.disposeLater(Duration.ZERO, STOP_WITHIN))
        .then(Mono.<Void>fromRunnable(desks::dispose).subscribeOn(Schedulers.boundedElastic()));
  }

  private Mono<Void> unbind() {
    return Mono.defer(() -> {
      DisposableServer bound = server;
      server = null;
      connections.forEach(SandboxCards::reset);
      if (bound == null) {
        return Mono.empty();
      }
      bound.dispose();
      return bound.onDispose();
    });
  }

  public boolean isRunning() {
    return server != null;
  }

  /** Where it listens, or did and will. */
  public int port() {
    return port;
  }

  public Mono<CardsStatus> status() {
    return atDesk(() ->
        new CardsStatus(
            isRunning(),
            port,
            connections.size(),
            desk.books().size(),
            desk.orders(),
            desk.managed()));
  }

  /**
   * In the order they were booked.
   *
   * @param reference of the deed or of its original; null for all
   * @param after a sequence number; 0 for the beginning
   */
  public Mono<List<BookView>> books(@Nullable String reference, long after, int limit) {
    return atDesk(() -> desk.books().page(reference, after, limit));
  }

  /** Refuses connects, and breaks the connections there are. */
  public Mono<CardsStatus> down() {
    return unbind().then(status());
  }

  /** Answers nothing, not even echoes; what it hears is lost. */
  public Mono<CardsStatus> mute() {
    return change(CardsDesk::mute);
  }

  /** Leaves inquiries unanswered, and nothing else. */
  public Mono<CardsStatus> muteInquiries(Duration span) {
    return change(it -> it.muteInquiries(span));
  }

  /** Every answer takes so much longer. */
  public Mono<CardsStatus> slow(Duration by) {
    return change(it -> it.slow(by));
  }

  /** Breaks the connections there are. New ones are served. */
  public Mono<CardsStatus> reset() {
    return Mono.<Void>fromRunnable(() -> connections.forEach(SandboxCards::reset)).then(status());
  }

  /** Breaks the connections there are, and declines to let new ones sign on. */
  public Mono<CardsStatus> refuse() {
    return change(CardsDesk::refuse).then(reset());
  }

  /** The next deed of that kind goes this way, whatever its card or amount says. */
  public Mono<CardsStatus> next(Deed deed, TestCard behaviour) {
    return change(it -> it.next(deed, behaviour));
  }

  /** Takes back all of the above. */
  public Mono<CardsStatus> heal() {
    return change(CardsDesk::heal).then(start()).then(status());
  }

  @Override
  public void addTo(HttpServerRoutes routes) {
    new CardsApi(this).addTo(routes);
  }

  private Mono<CardsStatus> change(Consumer<CardsDesk> change) {
    return atDesk(
            () -> {
              change.accept(desk);
              return true;
            })
        .then(status());
  }

  private <T> Mono<T> atDesk(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(desks);
  }
}
