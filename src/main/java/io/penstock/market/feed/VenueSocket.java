package io.penstock.market.feed;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An open WebSocket to a venue. */
public interface VenueSocket {

  /**
   * Whole messages in their order, valid only while they are handed over; read as fast as they are
   * asked for. An empty one is a sign of life: a ping of the venue's, which was answered with its
   * own payload, or the answer to one of ours.
   *
   * <p>Never completes: ends with a {@link FeedLineException} or what the network says.
   */
  Flux<ByteBuf> frames();

  /** One text message; completes when it was written. */
  Mono<Void> send(String text);

  /** A ping of the WebSocket protocol; completes when it was written. */
  Mono<Void> ping();
}
