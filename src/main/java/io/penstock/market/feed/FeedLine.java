package io.penstock.market.feed;

import io.penstock.market.tick.Symbol;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An open connection to a venue. Requests may be sent by any thread; messages have one reader. */
public interface FeedLine {

  /**
   * What the venue says, in its order, at least one message for each frame; completes when the
   * venue closes. A frame that cannot be parsed is a message too. Without demand the socket is not
   * read. Subscribed once.
   *
   * <p>Errors: {@link FeedLineException} where the venue says why, else what the network says.
   */
  Flux<FeedMessage> messages();

  /**
   * The requests that subscribe symbols to everything we read, one frame each, to be made one after
   * the other.
   */
  List<Mono<Void>> subscribe(List<Symbol> symbols);

  /**
   * The requests after which the venue sends this symbol's whole book again and leaves all others
   * alone.
   */
  List<Mono<Void>> resync(Symbol symbol);

  /** Asks for a sign of life, which comes as a message; completes when it was asked for. */
  Mono<Void> ping();
}
