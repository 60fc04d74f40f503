package io.penstock.market.feed.kraken;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.market.feed.FeedLine;
import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.FeedMessage.BookLost;
import io.penstock.market.feed.FeedMessage.Noted;
import io.penstock.market.feed.FeedMessage.RecentTrades;
import io.penstock.market.feed.FeedMessage.SymbolRefused;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.feed.FrameBytes;
import io.penstock.market.feed.Printable;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.VenueSocket;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.feed.kraken.KrakenMessages.Accepted;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.feed.kraken.KrakenMessages.Books;
import io.penstock.market.feed.kraken.KrakenMessages.Heartbeat;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments;
import io.penstock.market.feed.kraken.KrakenMessages.Match;
import io.penstock.market.feed.kraken.KrakenMessages.Message;
import io.penstock.market.feed.kraken.KrakenMessages.Other;
import io.penstock.market.feed.kraken.KrakenMessages.Pong;
import io.penstock.market.feed.kraken.KrakenMessages.Refusal;
import io.penstock.market.feed.kraken.KrakenMessages.Ticker;
import io.penstock.market.feed.kraken.KrakenMessages.Tickers;
import io.penstock.market.feed.kraken.KrakenMessages.Trades;
import io.penstock.market.feed.kraken.KrakenRequests.Request;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open WebSocket to Kraken. A frame is parsed, and its book checked, where it is read, on the
 * event loop: it waits for nothing and takes some microseconds.
 */
final class KrakenLine implements FeedLine {

  /** Frames parsed before their messages are asked for; beyond it the socket is left alone. */
  private static final int AHEAD = 16;

  private static final List<FeedMessage> NOTED = List.of(Noted.INSTANCE);

  /** How all errors begin that are about one pair: not supported, or misspelt. */
  private static final String ABOUT_A_PAIR = "Currency pair";

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9./]+");

  /** A pair that will not be traded again; in other states its book lives on. */
  private static final String DELISTED = "delisted";

  private static final long NONE = 0;

  private final VenueSocket socket;
  private final KrakenProperties settings;
  private final Map<Symbol, Precision> precisions;
  private final TradeTimes times;
  private final Clock clock;
  private final KrakenRequests requests;
  private final FrameBytes bytes = new FrameBytes();
  private final Map<String, Symbol> asked = new ConcurrentHashMap<>();
  private final AtomicLong instrumentsId = new AtomicLong(NONE);

  /** Of the line's thread. A listing without one waits for its snapshot. */
  private final Map<Listing, KrakenBook> books = new HashMap<>();

  /**
   * @param precisions as far as they are known
   */
  KrakenLine(
      VenueSocket socket,
      KrakenProperties settings,
      Map<Symbol, Precision> precisions,
      TradeTimes times,
      Clock clock) {
    this.socket = socket;
    this.settings = settings;
    this.precisions = precisions;
    this.times = times;
    this.clock = clock;
    this.requests = new KrakenRequests(settings.depth());
  }

  @Override
  public Flux<FeedMessage> messages() {
    return socket.frames().map(this::messages).concatMapIterable(messages -> messages, AHEAD);
  }

  /**
   * Kraken answers for each pair on its own, so one that was asked for is never asked for again.
   */
  @Override
  public List<Mono<Void>> subscribe(List<Symbol> symbols) {
    List<Symbol> unasked =
        symbols.stream()
            .filter(symbol -> asked.putIfAbsent(KrakenSymbols.name(symbol), symbol) == null)
            .toList();
    List<Mono<Void>> made = new ArrayList<>();
    for (int from = 0; from < unasked.size(); from += settings.symbolsPerRequest()) {
      List<Symbol> some =
          unasked.subList(from, Math.min(unasked.size(), from + settings.symbolsPerRequest()));
      settings.channels().stream()
          .filter(channel -> !channel.equals(KrakenRequests.INSTRUMENT))
          .forEach(channel -> made.add(send(requests.subscribe(channel, some))));
    }
    if (settings.channels().contains(KrakenRequests.INSTRUMENT) && instrumentsId.get() == NONE) {
      Request instruments = requests.subscribeInstruments();
      instrumentsId.set(instruments.id());
      made.add(send(instruments));
    }
    return made;
  }

  @Override
  public List<Mono<Void>> resync(Symbol symbol) {
    return List.of(
        send(requests.unsubscribeBook(symbol)),
        send(requests.subscribe(KrakenRequests.BOOK, List.of(symbol))));
  }

  @Override
  public Mono<Void> ping() {
    return Mono.defer(() -> socket.send(requests.ping()));
  }

  private Mono<Void> send(Request request) {
    return socket.send(request.text());
  }

  private List<FeedMessage> messages(ByteBuf frame) {
    if (!frame.isReadable()) {
      return NOTED;
    }
    Instant received = clock.instant();
    try {
      Message message = bytes.parse(frame, KrakenParser::parse);
      List<FeedMessage> told = told(message, received);
      return told.isEmpty() ? NOTED : told;
    } catch (UnparsableFrameException e) {
      return List.of(unparsable(frame, received, e));
    }
  }

  private FeedMessage unparsable(ByteBuf frame, Instant received, UnparsableFrameException e) {
    Listing listing = e.listing();
    if (listing != null) {
      // It may have been a change of its book.
      books.remove(listing);
    }
    return new FeedMessage.Unparsable(
        ByteBufUtil.getBytes(frame),
        received,
        listing == null ? null : listing.symbol(),
        String.valueOf(e.getMessage()));
  }

  private List<FeedMessage> told(Message message, Instant received) {
    return switch (message) {
      case Books some -> some.books().stream().map(book -> told(book, received)).toList();
      case Trades trades -> trades.isSnapshot() ? recent(trades, received) : told(trades, received);
      case Tickers tickers ->
          tickers.tickers().stream().map(ticker -> told(ticker, received)).toList();
      case Instruments instruments -> delisted(instruments);
      case Refusal refusal -> List.of(refused(refusal));
      case Heartbeat _, Accepted _, Pong _, Other _ -> NOTED;
    };
  }

  private FeedMessage told(Book message, Instant received) {
    Listing listing = message.listing();
    KrakenBook book = books.get(listing);
    if (book == null) {
      if (!message.isSnapshot()) {
        return Noted.INSTANCE;
      }
      book = new KrakenBook(settings.depth(), precision(listing.symbol()));
      books.put(listing, book);
    }
    return book.apply(message, received).<FeedMessage>map(Told::new).orElseGet(() -> lost(listing));
  }

  private Precision precision(Symbol symbol) {
    return precisions.getOrDefault(symbol, Precision.AS_WRITTEN);
  }

  private FeedMessage lost(Listing listing) {
    books.remove(listing);
    return new BookLost(listing, BookLost.Reason.CHECKSUM);
  }

  private List<FeedMessage> told(Trades trades, Instant received) {
    List<FeedMessage> told = new ArrayList<>(trades.matches().size());
    for (Match match : trades.matches()) {
      Trade trade = match.trade(received);
      times.seen(trade);
      told.add(new Told(trade));
    }
    return told;
  }

  private List<FeedMessage> recent(Trades trades, Instant received) {
    Map<Listing, List<Trade>> byListing = new LinkedHashMap<>();
    trades.matches().stream()
        .sorted(Comparator.comparingLong(Match::tradeId))
        .map(match -> match.trade(received))
        .forEach(trade -> {
          times.seen(trade);
          byListing.computeIfAbsent(trade.listing(), listing -> new ArrayList<>()).add(trade);
        });
    List<FeedMessage> told = new ArrayList<>();
    byListing.forEach((listing, recent) -> told.add(new RecentTrades(listing, recent)));
    return told;
  }

  private static FeedMessage told(Ticker ticker, Instant received) {
    return ticker.quote(received).<FeedMessage>map(Told::new).orElse(Noted.INSTANCE);
  }

  private List<FeedMessage> delisted(Instruments instruments) {
    return instruments.pairs().stream()
        .filter(pair -> pair.status().equals(DELISTED))
        .map(pair -> asked.get(pair.name()))
        .filter(Objects::nonNull)
        .<FeedMessage>map(symbol -> new SymbolRefused(symbol, DELISTED))
        .toList();
  }

  /**
   * Of what is refused, a pair that Kraken does not have is that pair's matter alone. Without the
   * channel of instruments we just hear of nothing, and what was not subscribed needs no end of its
   * subscription. Anything else, such as "Exceeded msg rate", ends the line.
   */
  private FeedMessage refused(Refusal refusal) {
    if (isDispensable(refusal)) {
      return Noted.INSTANCE;
    }
    String said = Printable.of(refusal.error());
    Symbol symbol = refusal.error().startsWith(ABOUT_A_PAIR) ? named(refusal) : null;
    if (symbol == null) {
      throw new FeedLineException("refused by the venue: " + said);
    }
    return new SymbolRefused(symbol, said);
  }

  private boolean isDispensable(Refusal refusal) {
    Long id = refusal.requestId();
    return refusal.method().equals(KrakenRequests.UNSUBSCRIBE)
        || (id != null && id == instrumentsId.get());
  }

  /** Not all of Kraken's refusals name their pair in a field of its own. */
  private @Nullable Symbol named(Refusal refusal) {
    if (refusal.pair() != null) {
      return asked.get(refusal.pair());
    }
    return BETWEEN_WORDS
        .splitAsStream(refusal.error())
        .filter(asked::containsKey)
        .findFirst()
        .map(asked::get)
        .orElse(null);
  }
}
