package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.instruments.Instrument;
import io.penstock.market.instruments.Instruments;
import io.penstock.market.instruments.TestInstruments;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Symbol;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FeedCatalogueTest {

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FeedCatalogue catalogue = new FeedCatalogue(feed, bench.tools());

  private static Product product(String symbol, boolean isOnline) {
    return new Product(new Symbol(symbol), symbol, "Coin A", "A", "USD", 2, 8, isOnline);
  }

  private static Mono<List<Product>> products(String... online) {
    return Mono.just(Arrays.stream(online).map(symbol -> product(symbol, true)).toList());
  }

  private List<String> read() {
    return catalogue.tracks().keySet().stream().map(listing -> listing.symbol().value()).toList();
  }

  private void refresh() {
    StepVerifier.create(catalogue.refresh()).verifyComplete();
  }

  @Test
  void everyProductThatIsOnlineIsReadWhereNoneIsNamed() {
    feed.symbols = List.of();
    feed.products =
        Mono.just(
            List.of(product("ETH-USD", true), product("OLD-USD", false), product("BTC-USD", true)));
    refresh();

    assertThat(read()).containsExactly("BTC-USD", "ETH-USD");
    Instruments told = TestInstruments.of(bench.broker.taken(MarketTopics.INSTRUMENTS));
    assertThat(told.of(FakeFeed.VENUE)).hasSize(3);
    Instrument old = told.of(FeedBench.listing("OLD-USD")).orElseThrow();
    assertThat(old.isOnline()).isFalse();
    assertThat(old.name()).isEqualTo("Coin A");
  }

  @Test
  void listThatNobodyTookIsToldWithTheNextLine() {
    feed.symbols = List.of();
    feed.products = products("A-USD");
    bench.broker.behaviour = records -> Flux.error(new IOException("the broker is away"));
    refresh();
    assertThat(read()).containsExactly("A-USD");
    assertThat(bench.count("penstock.feed.instruments.untold")).isEqualTo(1);

    bench.broker.behaviour = UnaryOperator.identity();
    refresh();
    assertThat(bench.broker.taken(MarketTopics.INSTRUMENTS)).hasSize(1);
    refresh();
    assertThat(bench.broker.taken(MarketTopics.INSTRUMENTS)).hasSize(1);
  }

  @Test
  void listThatCannotBeRightIsNoList() {
    feed.products = products("A-USD", "A-USD");
    refresh();
    assertThat(read()).containsExactly("BTC-USD", "ETH-USD");
    assertThat(bench.count("penstock.feed.products.unavailable")).isEqualTo(1);
    assertThat(bench.broker.taken(MarketTopics.INSTRUMENTS)).isEmpty();
  }

  @Test
  void noMoreAreReadThanTheRulesAllow() {
    feed.symbols = List.of();
    Rate rate = Rate.perSecond(1, 1);
    Duration second = Duration.ofSeconds(1);
    feed.rules = new FeedRules(rate, rate, second, second, second, true, 2, null, null);
    feed.products = products("C-USD", "B-USD", "A-USD");
    refresh();

    assertThat(read()).containsExactly("A-USD", "B-USD");
    assertThat(bench.count("penstock.feed.symbols.cut")).isEqualTo(1);
  }

  @Test
  void namedSymbolsAreReadWithoutTheList() {
    feed.products = Mono.error(new IOException("503"));
    refresh();

    assertThat(read()).containsExactly("BTC-USD", "ETH-USD");
    assertThat(bench.count("penstock.feed.products.unavailable")).isEqualTo(1);
  }

  @Test
  void nothingCanBeReadWithoutNamesAndList() {
    feed.symbols = List.of();
    feed.products = Mono.error(new IOException("503"));

    StepVerifier.create(catalogue.refresh()).verifyError(FeedLineException.class);
  }

  @Test
  void listIsKeptForAnHour() {
    feed.symbols = List.of();
    feed.products = products("A-USD");
    refresh();
    feed.products = products("A-USD", "B-USD");
    bench.pass(Duration.ofMillis(3_599_999));
    refresh();
    assertThat(read()).containsExactly("A-USD");
    bench.pass(Duration.ofMillis(1));
    refresh();
    assertThat(read()).containsExactly("A-USD", "B-USD");
  }

  @Test
  void delistedSymbolEndsAndIsToldOnce() {
    feed.symbols = List.of();
    feed.products = products("A-USD", "B-USD");
    refresh();
    catalogue.told();
    feed.products = products("A-USD");
    bench.pass(Duration.ofHours(1));
    refresh();

    FeedRecords records = new FeedRecords(FakeFeed.VENUE, "fake#one", bench.clock);
    StepVerifier.create(bench.broker.send(Flux.fromIterable(catalogue.untold(records))))
        .verifyComplete();
    assertThat(bench.broker.told()).containsExactly("ENDED (not fed any more) B-USD");
    catalogue.told();
    assertThat(catalogue.untold(records)).isEmpty();
    assertThat(catalogue.symbols()).isEqualTo(1);
  }
}
