package io.penstock.market.feed.kraken;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.market.feed.VenueSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A socket whose other end is the test. */
final class FakeSocket implements VenueSocket {

  /** What was sent, once it was. */
  final List<String> sent = new ArrayList<>();

  private final Sinks.Many<ByteBuf> frames = Sinks.many().unicast().onBackpressureBuffer();

  void say(String frame) {
    frames.tryEmitNext(Unpooled.wrappedBuffer(frame.getBytes(StandardCharsets.UTF_8))).orThrow();
  }

  /** As {@link #say}, in memory that is no array. */
  void sayDirectly(String frame) {
    frames
        .tryEmitNext(Unpooled.directBuffer().writeBytes(frame.getBytes(StandardCharsets.UTF_8)))
        .orThrow();
  }

  @Override
  public Flux<ByteBuf> frames() {
    return frames
        .asFlux()
        .concatMap(frame -> Flux.using(() -> frame, Flux::just, ByteBuf::release));
  }

  @Override
  public Mono<Void> send(String text) {
    return Mono.fromRunnable(() -> sent.add(text));
  }

  @Override
  public Mono<Void> ping() {
    return send("a ping of the protocol");
  }
}
