package io.penstock.market.feed.coinbase;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.market.feed.FeedLine;
import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.FrameBytes;
import io.penstock.market.feed.Printable;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.VenueSocket;
import io.penstock.market.feed.coinbase.CoinbaseMessages.ErrorMessage;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Heartbeat;
import io.penstock.market.feed.coinbase.CoinbaseMessages.L2Update;
import io.penstock.market.feed.coinbase.CoinbaseMessages.LastMatch;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Match;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Message;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Other;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Snapshot;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Subscriptions;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Ticker;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Symbol;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open WebSocket to Coinbase. A frame is parsed where it is read, on the event loop: parsing
 * waits for nothing and takes a microsecond, less than handing it to another thread would cost.
 */
final class CoinbaseLine implements FeedLine {

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9.-]+");

  private final VenueSocket socket;
  private final CoinbaseProperties settings;
  private final Clock clock;
  private final FrameBytes bytes = new FrameBytes();
  private final Map<String, Symbol> asked = new ConcurrentHashMap<>();

  CoinbaseLine(VenueSocket socket, CoinbaseProperties settings, Clock clock) {
    this.socket = socket;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Flux<FeedMessage> messages() {
    return socket.frames().map(this::message);
  }

  @Override
  public List<Mono<Void>> subscribe(List<Symbol> symbols) {
    List<Mono<Void>> requests = new ArrayList<>();
    for (int from = 0; from < symbols.size(); from += settings.symbolsPerRequest()) {
      List<Symbol> some =
          symbols.subList(from, Math.min(symbols.size(), from + settings.symbolsPerRequest()));
      some.forEach(symbol -> asked.put(CoinbaseSymbols.productId(symbol), symbol));
      requests.add(socket.send(request("subscribe", some, settings.channels())));
    }
    return requests;
  }

  @Override
  public List<Mono<Void>> resync(Symbol symbol) {
    List<String> book =
        settings.channels().stream().filter(channel -> channel.startsWith("level2")).toList();
    return List.of(
        socket.send(request("unsubscribe", List.of(symbol), book)),
        socket.send(request("subscribe", List.of(symbol), book)));
  }

  @Override
  public Mono<Void> ping() {
    return socket.ping();
  }

  /** None of the names can hold a character that JSON would escape. */
  private static String request(String type, List<Symbol> symbols, List<String> channels) {
    List<String> products = symbols.stream().map(CoinbaseSymbols::productId).toList();
    return "{\"type\":\"%s\",\"product_ids\":%s,\"channels\":%s}"
        .formatted(type, array(products), array(channels));
  }

  private static String array(Collection<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(",", "[", "]"));
  }

  private FeedMessage message(ByteBuf frame) {
    if (!frame.isReadable()) {
      return FeedMessage.Noted.INSTANCE;
    }
    Instant received = clock.instant();
    try {
      Message message = bytes.parse(frame, CoinbaseParser::parse);
      return told(message, received);
    } catch (UnparsableFrameException e) {
      Symbol symbol = e.listing() == null ? null : e.listing().symbol();
      return new FeedMessage.Unparsable(
          ByteBufUtil.getBytes(frame), received, symbol, String.valueOf(e.getMessage()));
    }
  }

  private FeedMessage told(Message message, Instant received) {
    return switch (message) {
      case L2Update update -> new FeedMessage.Told(update.bookChange(0, received));
      case Match match -> new FeedMessage.Told(match.trade(received));
      case Ticker ticker -> {
        Quote quote = ticker.quote(received).orElse(null);
        yield quote == null ? FeedMessage.Noted.INSTANCE : new FeedMessage.Told(quote);
      }
      case Heartbeat heartbeat ->
          new FeedMessage.Heartbeat(
              heartbeat.listing(),
              heartbeat.lastTradeId(),
              heartbeat.time() == null ? received : heartbeat.time(),
              received);
      case Snapshot snapshot -> new FeedMessage.Told(snapshot.bookChange(received));
      case LastMatch last -> new FeedMessage.LastTrade(last.listing(), last.tradeId());
      case Subscriptions subscriptions -> FeedMessage.Noted.INSTANCE;
      case Other other -> FeedMessage.Noted.INSTANCE;
      case ErrorMessage error -> refused(error);
    };
  }

  /**
   * An error that names a product we asked for is that product's alone; any other ends the line.
   */
  private FeedMessage refused(ErrorMessage error) {
    String said = Printable.of(error.message() + ": " + error.reason());
    Symbol symbol = namedIn(error.reason());
    if (symbol == null) {
      throw new FeedLineException("refused by the venue: " + said);
    }
    return new FeedMessage.SymbolRefused(symbol, said);
  }

  private @Nullable Symbol namedIn(String text) {
    return BETWEEN_WORDS
        .splitAsStream(text)
        .filter(asked::containsKey)
        .findFirst()
        .map(asked::get)
        .orElse(null);
  }
}
