package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.SessionClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

/** A client of the venue in virtual time. */
final class KrakenTalk extends SessionClient {

  KrakenTalk(KrakenMarket market, VirtualTimeScheduler loop, Clock clock) {
    super(
        new KrakenSession(
            market,
            new Listed(market::symbols),
            new RateLimit(KrakenVenue.MESSAGES_PER_SECOND, KrakenVenue.MESSAGE_BURST, clock),
            7),
        loop);
  }

  /**
   * @param more fields of the parameters, each with a comma before it
   */
  void subscribe(String channel, String more, String... symbols) {
    ask("subscribe", channel, more, symbols);
  }

  void unsubscribe(String channel, String more, String... symbols) {
    ask("unsubscribe", channel, more, symbols);
  }

  private void ask(String method, String channel, String more, String... symbols) {
    say(
        "{\"method\":\""
            + method
            + "\",\"params\":{\"channel\":\""
            + channel
            + "\",\"symbol\":[\""
            + String.join("\",\"", symbols)
            + "\"]"
            + more
            + "},\"req_id\":42}");
  }

  /** What is heard of a channel. */
  List<String> hear(String channel, Duration within) {
    List<String> messages = new ArrayList<>();
    for (String message : hear(within)) {
      if (message.startsWith("{\"channel\":\"" + channel + "\"")) {
        messages.add(message);
      }
    }
    return messages;
  }

  static JsonNode json(String message) {
    return KrakenClientBook.JSON.readTree(message);
  }
}
