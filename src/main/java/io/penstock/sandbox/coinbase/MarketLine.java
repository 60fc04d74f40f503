package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Happening;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** What a {@link Market} tells one connection. Used by one thread. */
interface MarketLine {

  /**
   * What has to be told at once about a product that was just subscribed to: its book, its last
   * trade.
   */
  List<String> joined(Channel channel, String product);

  /**
   * What happens, in order, endless. It takes effect, and gives its frames, when it is run: so a
   * client that reads slowly holds up the market's line instead of filling memory.
   *
   * <p>On cancel the line is given up; a recording's place is kept for the next connection.
   */
  Flux<Happening> happenings(Scheduler loop);
}
