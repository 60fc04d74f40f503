package io.penstock.market.feed.binance;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.market.feed.FeedLine;
import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.FeedMessage.BookLost;
import io.penstock.market.feed.FeedMessage.Noted;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.feed.FrameBytes;
import io.penstock.market.feed.Printable;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.VenueSocket;
import io.penstock.market.feed.binance.BinanceMessages.BookTicker;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.feed.binance.BinanceMessages.ErrorMessage;
import io.penstock.market.feed.binance.BinanceMessages.Granted;
import io.penstock.market.feed.binance.BinanceMessages.Message;
import io.penstock.market.feed.binance.BinanceMessages.Other;
import io.penstock.market.feed.binance.BinanceMessages.ServerShutdown;
import io.penstock.market.feed.binance.BinanceMessages.TradeEvent;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Symbol;
import io.penstock.platform.resilience.Backoff;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * An open WebSocket to Binance, and the books that are fetched for it. A frame is parsed where it
 * is read, on the event loop. Frames and answers of the REST API then go through one merge, which
 * hands on one at a time: all that follows, the books' state included, needs no lock.
 */
final class BinanceLine implements FeedLine {

  /**
   * Of a request. Binance does not answer one that, with its header, is longer than 4,096 bytes,
   * and says nothing more until its next ping.
   *
   * @see <a href="https://github.com/binance/binance-connector-rust/issues/27">how this was
   *     found</a>
   */
  private static final int MOST_BYTES = 4_000;

  /** Frames read ahead of whoever wants them. */
  private static final int AHEAD = 16;

  /** Of a snapshot that was too old, or that could not be had. */
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Of several that ask for resyncs in the same instant one is first; the others ask again. */
  private static final Duration IN_A_MOMENT = Duration.ofMillis(5);

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Z0-9]+");

  private final VenueSocket socket;
  private final Mono<Void> turn;
  private final Function<Symbol, Mono<BinanceClient.Depth>> depth;
  private final BinanceTools tools;
  private final BinanceProperties settings;

  private final FrameBytes bytes = new FrameBytes();
  private final AtomicLong lastRequest = new AtomicLong();
  private final Map<Long, List<Symbol>> requests = new ConcurrentHashMap<>();
  private final Map<Listing, BinanceBook> books = new ConcurrentHashMap<>();
  private final Sinks.Many<Want> wants;
  private final Sinks.Many<Listing> resyncs;

  /** A snapshot is to be fetched, after a pause. */
  private record Want(Listing listing, Duration pause) {}

  /** What goes through the merge. */
  private sealed interface Input {

    record Heard(Message message, Instant received) implements Input {}

    /** The venue is there. */
    record SignOfLife() implements Input {
      static final SignOfLife INSTANCE = new SignOfLife();
    }

    record Garbled(FeedMessage.Unparsable frame, @Nullable Listing listing) implements Input {}

    record ResyncAsked(Listing listing) implements Input {}

    /** The request for a snapshot goes out now. */
    record Asking(Listing listing) implements Input {}

    record Answered(Listing listing, BinanceClient.Depth depth) implements Input {}

    record Failed(Listing listing) implements Input {}
  }

  /**
   * @param turn completes when a book may be fetched; waited for before each
   * @param depth fetches a book
   */
  BinanceLine(
      VenueSocket socket,
      Mono<Void> turn,
      Function<Symbol, Mono<BinanceClient.Depth>> depth,
      BinanceTools tools) {
    this.socket = socket;
    this.turn = turn;
    this.depth = depth;
    this.tools = tools;
    this.settings = tools.settings();
    // A snapshot is wanted once at a time.
    this.wants = queue(settings);
    this.resyncs = queue(settings);
  }

  private static <T> Sinks.Many<T> queue(BinanceProperties settings) {
    return Sinks.many()
        .unicast()
        .onBackpressureBuffer(new ArrayBlockingQueue<>(settings.maxSymbols()));
  }

  @Override
  public Flux<FeedMessage> messages() {
    return Flux.merge(
            AHEAD,
            socket.frames().map(this::heard),
            resyncs.asFlux().map(Input.ResyncAsked::new),
            wants.asFlux().transform(this::fetched))
        .concatMapIterable(this::told, AHEAD);
  }

  @Override
  public List<Mono<Void>> subscribe(List<Symbol> wanted) {
    for (Symbol symbol : wanted) {
      tools.symbols().learn(symbol);
      books.computeIfAbsent(
          new Listing(symbol, BinanceSymbols.VENUE),
          listing -> new BinanceBook(settings.bufferedUpdates()));
    }
    return batches(wanted).stream().map(this::subscribeTogether).toList();
  }

  /** As many as fit one request. */
  private List<List<Symbol>> batches(List<Symbol> wanted) {
    List<List<Symbol>> batches = new ArrayList<>();
    List<Symbol> batch = new ArrayList<>();
    for (Symbol symbol : wanted) {
      batch.add(symbol);
      boolean isTooLong =
          batch.size() > settings.symbolsPerRequest()
              || request(Long.MAX_VALUE, batch).getBytes(StandardCharsets.UTF_8).length
                  > MOST_BYTES;
      if (isTooLong && batch.size() > 1) {
        batch.removeLast();
        batches.add(batch);
        batch = new ArrayList<>(List.of(symbol));
      }
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private Mono<Void> subscribeTogether(List<Symbol> batch) {
    return Mono.defer(() -> {
      long id = lastRequest.incrementAndGet();
      requests.put(id, batch);
      return socket.send(request(id, batch));
    });
  }

  /** None of the names can hold a character that JSON would escape. */
  private String request(long id, List<Symbol> batch) {
    String streams =
        batch.stream()
            .flatMap(this::streams)
            .map(stream -> '"' + stream + '"')
            .collect(Collectors.joining(","));
    return "{\"method\":\"SUBSCRIBE\",\"params\":[%s],\"id\":%d}".formatted(streams, id);
  }

  private Stream<String> streams(Symbol symbol) {
    String name = BinanceSymbols.streamName(symbol);
    return settings.channels().stream().map(channel -> name + '@' + channel);
  }

  /**
   * The stream goes on as it is: nothing is sent, only the snapshot is fetched. Where so many wait
   * already that this one finds no place, it is left out: it is asked for again while it is needed.
   */
  @Override
  public List<Mono<Void>> resync(Symbol symbol) {
    Listing listing = new Listing(symbol, BinanceSymbols.VENUE);
    return List.of(
        Mono.fromSupplier(() -> resyncs.tryEmitNext(listing))
            .filter(result -> result != Sinks.EmitResult.FAIL_NON_SERIALIZED)
            .repeatWhenEmpty(again -> again.delayElements(IN_A_MOMENT, tools.scheduler()))
            .then());
  }

  @Override
  public Mono<Void> ping() {
    return socket.ping();
  }

  /** Some at a time; whoever pauses holds up nobody. */
  private Flux<Input> fetched(Flux<Want> wanted) {
    return wanted
        .flatMap(this::paused, settings.maxSymbols())
        .flatMap(this::fetched, settings.snapshotsAtOnce());
  }

  private Mono<Listing> paused(Want want) {
    return want.pause().isZero()
        ? Mono.just(want.listing())
        : Mono.delay(want.pause(), tools.scheduler()).thenReturn(want.listing());
  }

  private Flux<Input> fetched(Listing listing) {
    return turn.then(Mono.<Input>just(new Input.Asking(listing)))
        .concatWith(
            Mono.defer(() -> depth.apply(listing.symbol()))
                .<Input>map(answer -> new Input.Answered(listing, answer))
                // Counted by the guard; the book is asked for again.
                .onErrorReturn(new Input.Failed(listing)));
  }

  private Input heard(ByteBuf frame) {
    if (!frame.isReadable()) {
      return Input.SignOfLife.INSTANCE;
    }
    Instant received = tools.clock().instant();
    try {
      Message message = bytes.parse(frame, tools.parser()::parse);
      return new Input.Heard(message, received);
    } catch (UnparsableFrameException e) {
      Listing listing = e.listing();
      return new Input.Garbled(
          new FeedMessage.Unparsable(
              ByteBufUtil.getBytes(frame),
              received,
              listing == null ? null : listing.symbol(),
              String.valueOf(e.getMessage())),
          listing);
    }
  }

  private List<FeedMessage> told(Input input) {
    return switch (input) {
      case Input.Heard heard -> told(heard.message(), heard.received());
      case Input.SignOfLife quiet -> List.of(Noted.INSTANCE);
      case Input.Garbled garbled -> {
        BinanceBook book = garbled.listing() == null ? null : books.get(garbled.listing());
        if (book != null) {
          book.lose();
        }
        yield List.of(garbled.frame());
      }
      case Input.ResyncAsked resync -> {
        begin(resync.listing());
        yield List.of();
      }
      case Input.Asking asking -> {
        book(asking.listing()).asked();
        yield List.of();
      }
      case Input.Answered answered ->
          switch (answered.depth()) {
            case BinanceClient.Depth.Book book -> snapshot(answered.listing(), book);
            case BinanceClient.Depth.NoSymbol none -> {
              Symbol symbol = answered.listing().symbol();
              yield List.of(new FeedMessage.SymbolRefused(symbol, none.reason()));
            }
          };
      case Input.Failed failed -> {
        BinanceBook book = book(failed.listing());
        book.failed();
        again(failed.listing(), book);
        yield List.of();
      }
    };
  }

  private List<FeedMessage> told(Message message, Instant received) {
    return switch (message) {
      case BookTicker ticker -> {
        Quote quote = ticker.quote(received).orElse(null);
        yield List.of(quote == null ? Noted.INSTANCE : new Told(quote));
      }
      case DepthUpdate update -> List.of(update(update, received));
      case TradeEvent trade -> List.of(new Told(trade.trade(received)));
      case Granted granted -> {
        List<Symbol> batch = requests.remove(granted.request());
        for (Symbol symbol : batch == null ? List.<Symbol>of() : batch) {
          beginNew(new Listing(symbol, BinanceSymbols.VENUE));
        }
        yield List.of(Noted.INSTANCE);
      }
      case ErrorMessage error -> List.of(refused(error));
      case ServerShutdown shutdown ->
          List.of(new FeedMessage.Leaving("the venue shuts the server down"));
      case Other other -> List.of(Noted.INSTANCE);
    };
  }

  private FeedMessage update(DepthUpdate update, Instant received) {
    BinanceBook book = books.get(update.listing());
    if (book == null) {
      // Nobody asked for it, which the reader of the line counts.
      return new Told(update.bookChange(received));
    }
    beginNew(update.listing());
    return switch (book.update(update, received)) {
      case APPLY -> new Told(update.bookChange(received));
      case LEAVE -> Noted.INSTANCE;
      case GAP -> new BookLost(update.listing(), BookLost.Reason.GAP);
      case OVERFLOW -> new BookLost(update.listing(), BookLost.Reason.OVERFLOW);
    };
  }

  private List<FeedMessage> snapshot(Listing listing, BinanceClient.Depth.Book answer) {
    BinanceBook book = book(listing);
    return switch (book.snapshot(answer.snapshot())) {
      case UNWANTED -> List.of();
      case TOO_OLD -> {
        again(listing, book);
        yield List.of();
      }
      case BRIDGED -> {
        List<FeedMessage> whole = new ArrayList<>();
        whole.add(new Told(answer.snapshot().bookChange(listing, answer.received())));
        for (BinanceBook.Waiting waiting : book.takeWaiting()) {
          whole.add(new Told(waiting.update().bookChange(waiting.received())));
        }
        yield whole;
      }
    };
  }

  /** The first word of a pair, or the grant of its subscription: whichever comes first. */
  private void beginNew(Listing listing) {
    if (settings.readsBooks() && book(listing).isNew()) {
      begin(listing);
    }
  }

  private void begin(Listing listing) {
    if (book(listing).want()) {
      want(new Want(listing, Duration.ZERO));
    }
  }

  private void again(Listing listing, BinanceBook book) {
    want(new Want(listing, PAUSES.pause(Math.max(1, book.tries()), tools.random())));
  }

  private void want(Want want) {
    wants.tryEmitNext(want).orThrow();
  }

  private BinanceBook book(Listing listing) {
    return books.computeIfAbsent(listing, pair -> new BinanceBook(settings.bufferedUpdates()));
  }

  /**
   * An error that names a symbol, or that answers a request for one alone, is that symbol's; any
   * other ends the line.
   */
  private FeedMessage refused(ErrorMessage error) {
    String said = Printable.of(error.reason());
    List<Symbol> batch = error.request() == null ? null : requests.remove(error.request());
    if (batch != null && batch.size() == 1) {
      return new FeedMessage.SymbolRefused(batch.getFirst(), said);
    }
    Symbol symbol = namedIn(error.reason());
    if (symbol == null) {
      throw new FeedLineException("refused by the venue: " + said);
    }
    return new FeedMessage.SymbolRefused(symbol, said);
  }

  private @Nullable Symbol namedIn(String text) {
    Map<String, Symbol> asked =
        books.keySet().stream()
            .map(Listing::symbol)
            .collect(Collectors.toMap(BinanceSymbols::name, symbol -> symbol, (one, same) -> one));
    return BETWEEN_WORDS
        .splitAsStream(text.toUpperCase(Locale.ROOT))
        .filter(asked::containsKey)
        .findFirst()
        .map(asked::get)
        .orElse(null);
  }
}
