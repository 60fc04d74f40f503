package io.penstock.market.fanout;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.penstock.market.fanout.Samples.BTC;
import static io.penstock.market.fanout.Samples.ETH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The page in a real Chromium, served by WebFlux with the fan-out's own wiring. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

  private FakeStreams streams = new FakeStreams();
  private final List<String> complaints = new ArrayList<>();
  private final History history = new History();
  private ConfigurableApplicationContext server;
  private Playwright playwright;
  private Browser browser;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  void launch() {
    assumeTrue(
        PageIT.class.getResource("/static/index.html") != null,
        "the page is not built: run without -Dweb.skip");
    playwright = Chromium.playwright();
    browser = Chromium.launch(playwright);
  }

  @AfterAll
  void quit() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void open() {
    streams = new FakeStreams();
    history.clear();
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    streams.write(Samples.quote(BTC, 1, "61820.98", "61821.00"));
    streams.write(Samples.trade(ETH, 1, "3000.10"));
    streams.write(Samples.state(ETH, FeedState.Status.LIVE));
    server = start(0);
    context = browser.newContext();
    page = context.newPage();
    page.onConsoleMessage(message -> complain(message.type(), message.text()));
    page.onPageError(complaints::add);
    visit("");
  }

  private void visit(String address) {
    page.navigate("about:blank");
    page.navigate("http://127.0.0.1:" + port() + "/" + address);
    assertThat(page.locator("#connection")).hasText("Live");
  }

  private void complain(String type, String text) {
    if (type.equals("error")
        && !text.contains("WebSocket connection to")
        && !text.contains("ERR_CONNECTION_REFUSED")
        && !(history.isAway && text.contains("status of 503"))) {
      complaints.add(text);
    }
  }

  @AfterEach
  void close() {
    context.close();
    server.close();
    Assertions.assertThat(complaints).as("what the browser complained of").isEmpty();
  }

  private ConfigurableApplicationContext start(int port) {
    return FanoutApp.start(
        streams,
        Map.of("history", history),
        "server.port=" + port,
        "penstock.fanout.freshness-default.stale-after=3650d",
        "penstock.fanout.freshness-default.delayed-after=3650d");
  }

  private int port() {
    return FanoutApp.port(server);
  }

  private Locator row(String symbol) {
    return page.locator("tr[data-symbol='" + symbol + "']");
  }

  private Locator link(String symbol) {
    return row(symbol).locator("a");
  }

  private Locator chart() {
    return page.locator("#chart");
  }

  private Locator prices(String side) {
    return page.locator("#" + side + " .level:not(.bare) .price");
  }

  private Locator totals(String side) {
    return page.locator("#" + side + " .level:not(.bare) .total");
  }

  private static Page.LocatorOptions having(String text) {
    return new Page.LocatorOptions().setHasText(Pattern.compile("^" + text + "$"));
  }

  /** How many points of the chart have a colour of the page's. */
  private int pixels(String colour) {
    Object count =
        page.evaluate(
            """
            async (name) => {
              await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
              const probe = document.createElement("i");
              probe.style.color = `var(${name})`;
              document.body.append(probe);
              const wanted = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map(Number);
              probe.remove();
              let count = 0;
              for (const canvas of document.querySelectorAll("#chart canvas")) {
                if (canvas.width === 0 || canvas.height === 0) continue;
                const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                for (let at = 0; at < all.length; at += 4) {
                  if (wanted.every((part, index) => all[at + index] === part) && all[at + 3] === 255) count++;
                }
              }
              return count;
            }
            """,
            colour);
    return ((Number) Objects.requireNonNull(count)).intValue();
  }

  private static Instant at(String time) {
    return Instant.parse("2026-03-02T" + time + "Z");
  }

  private static Bar bar(String start, String close) {
    return Samples.bar(BTC, BarInterval.ONE_MINUTE, at(start), close, 0);
  }

  private static BookChange book(long sequence, String bid, String ask) {
    return Samples.snapshot(
        BTC, sequence, List.of(Level.of(bid, "1")), List.of(Level.of(ask, "2")));
  }

  private Locator cell(String symbol, String column) {
    return page.locator("tr[data-symbol='" + symbol + "'] ." + column);
  }

  @Test
  void pricesAppearAndChange() {
    assertThat(page.locator("#rows tr")).hasCount(2);
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");
    assertThat(cell("BTC-USD", "change")).hasText("+3.03 %");
    assertThat(cell("BTC-USD", "bid")).hasText("61,820.98");
    assertThat(cell("BTC-USD", "ask")).hasText("61,821.00");
    assertThat(cell("BTC-USD", "venue")).hasText("coinbase");
    assertThat(cell("BTC-USD", "badge")).hasText("fresh");
    assertThat(page.locator("#symbols")).hasText("2");

    streams.write(Samples.trade(BTC, 2, "61900.5"));
    assertThat(cell("BTC-USD", "last")).hasText("61,900.50");
    streams.write(Samples.trade(ETH, 2, "2999.90"));
    assertThat(cell("ETH-USD", "last")).hasText("2,999.90");
    streams.write(Samples.state(BTC, FeedState.Status.STALE));
    assertThat(cell("BTC-USD", "badge")).hasText("stale");
    assertThat(cell("ETH-USD", "badge")).hasText("fresh");
  }

  @Test
  void risesAndFallsFlash() {
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");
    // Watched from inside the page, because a flash is over before a second look from here.
    for (String[] move : new String[][] {{"61900.50", "up"}, {"61700.50", "down"}}) {
      page.evaluate(
          """
          () => { window.flashed = new Promise(seen => {
            const cell = document.querySelector("tr[data-symbol='BTC-USD'] .last");
            const observer = new MutationObserver(() => {
              if (cell.dataset.flash) { observer.disconnect(); seen(cell.dataset.flash); }
            });
            observer.observe(cell, { attributes: true });
          }); }
          """);
      streams.write(Samples.trade(BTC, 2, move[0]));
      Assertions.assertThat(page.evaluate("() => window.flashed")).isEqualTo(move[1]);
    }
  }

  @Test
  void lossOfTheConnectionShowsAndHeals() {
    streams.write(book(1, "61820.98", "61821.00"));
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");
    assertThat(prices("asks")).hasText(new String[] {"61,821.00"});
    int port = port();
    server.close();
    assertThat(page.locator("#connection")).hasText("Reconnecting");
    assertThat(page.locator("#notice")).containsText("The connection was lost");
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");
    assertThat(cell("BTC-USD", "badge")).hasText("stale");

    streams.write(Samples.trade(BTC, 2, "62000.00"));
    streams.write(book(2, "61999.99", "62000.01"));
    server = start(port);
    assertThat(page.locator("#connection")).hasText("Live");
    assertThat(page.locator("#notice")).isHidden();
    assertThat(cell("BTC-USD", "last")).hasText("62,000.00");
    assertThat(cell("BTC-USD", "badge")).hasText("fresh");
    assertThat(prices("asks")).hasText(new String[] {"62,000.01"});
    streams.write(Samples.trade(BTC, 3, "62000.01"));
    streams.write(
        Samples.update(
            BTC, 3, List.of(Level.of("61999.99", "0"), Level.of("61999.98", "1")), List.of()));
    assertThat(cell("BTC-USD", "last")).hasText("62,000.01");
    assertThat(prices("bids")).hasText(new String[] {"61,999.98"});
    assertThat(page.locator("#chosen-price")).hasText("62,000.01");
  }

  @Test
  void sortsByKeyboard() {
    assertThat(page.locator("#rows tr")).hasCount(2);
    assertThat(page.locator("#rows tr").first()).hasAttribute("data-symbol", "BTC-USD");
    page.locator("button[data-sort=price]").focus();
    page.keyboard().press("Enter");
    page.keyboard().press("Enter");
    assertThat(page.locator("#rows tr").first()).hasAttribute("data-symbol", "ETH-USD");
    assertThat(page.locator("th:has(button[data-sort=price])"))
        .hasAttribute("aria-sort", "ascending");
  }

  @Test
  void searchesAtOnce() {
    assertThat(page.locator("#rows tr")).hasCount(2);
    page.keyboard().press("/");
    assertThat(page.locator("#search")).isFocused();
    page.keyboard().type("eTh");
    assertThat(row("BTC-USD")).isHidden();
    assertThat(row("ETH-USD")).isVisible();
    assertThat(page.locator("#matches")).hasText("1 of 2 symbols");
    page.keyboard().press("Enter");
    assertThat(page.locator("#chosen-name")).hasText("ETH-USD");

    page.keyboard().type("x");
    assertThat(page.locator("#empty")).hasText("No symbol matches the search.");
    page.keyboard().press("Escape");
    assertThat(page.locator("#search")).hasValue("");
    assertThat(row("BTC-USD")).isVisible();
    assertThat(page.locator("#empty")).isHidden();
  }

  @Test
  void choosesByKeyboardAndRemembersInTheAddress() {
    assertThat(page.locator("#chosen-name")).hasText("BTC-USD");
    Assertions.assertThat(page.url()).endsWith("/");
    link("BTC-USD").focus();
    page.keyboard().press("ArrowDown");
    assertThat(link("ETH-USD")).isFocused();
    assertThat(page.locator("#chosen-name")).hasText("BTC-USD");
    page.keyboard().press("Enter");
    assertThat(page.locator("#chosen-name")).hasText("ETH-USD");
    assertThat(link("ETH-USD")).hasAttribute("aria-current", "true");
    assertThat(page.locator("#rows [aria-current]")).hasCount(1);
    Assertions.assertThat(page.url()).endsWith("/#ETH-USD");
    // One stop of the Tab key for the whole list.
    assertThat(page.locator("#rows a[tabindex='0']")).hasCount(1);

    cell("BTC-USD", "last").click();
    Assertions.assertThat(page.url()).endsWith("/#BTC-USD");
    assertThat(page.locator("#chosen-name")).hasText("BTC-USD");
    page.goBack();
    assertThat(page.locator("#chosen-name")).hasText("ETH-USD");
    page.goForward();
    assertThat(page.locator("#chosen-name")).hasText("BTC-USD");
  }

  @Test
  void opensALink() {
    visit("#ETH-USD");
    assertThat(page.locator("#chosen-name")).hasText("ETH-USD");
    assertThat(page.locator("#chosen-price")).hasText("3,000.10");
    assertThat(link("ETH-USD")).hasAttribute("aria-current", "true");
    visit("#NOPE-USD");
    assertThat(page.locator("#missing")).hasText("No price is known of NOPE-USD.");
    assertThat(page.locator("#chosen")).isHidden();
    assertThat(page.locator("#rows tr")).hasCount(2);
    // It is not an error to be early.
    streams.write(Samples.trade(Listing.of("NOPE-USD", "coinbase"), 1, "0.00001762"));
    visit("#NOPE-USD");
    assertThat(page.locator("#chosen-price")).hasText("0.00001762");
  }

  @Test
  void chosenSymbolTellsItsDay() {
    assertThat(page.locator("#chosen-price")).hasText("61,820.99");
    assertThat(page.locator("#chosen-change")).hasText("+1,820.99 (+3.03 %)");
    assertThat(page.locator("#chosen-bid")).hasText("61,820.98");
    assertThat(page.locator("#chosen-ask")).hasText("61,821.00");
    assertThat(page.locator("#chosen-spread")).hasText("0.02");
    assertThat(page.locator("#chosen-volume")).hasText("1.235K BTC");
    assertThat(page.locator("#chosen-badge")).hasText("fresh");
    streams.write(Samples.trade(BTC, 2, "59999.99"));
    assertThat(page.locator("#chosen-price")).hasText("59,999.99");
    assertThat(page.locator("#chosen-change")).hasText("−0.01 (0.00 %)");
    assertThat(page).hasTitle("59,999.99 BTC-USD · Penstock");
  }

  @Test
  void chartShowsHistoryAndGoesOnLive() {
    history.of("1m", "09:57:00", "09:58:00", "09:59:00");
    visit("");
    assertThat(chart()).hasAttribute("data-bars", "3");
    assertThat(page.locator("#chart-sentence")).isHidden();
    assertThat(page.locator("#legend")).containsText("C 105.00");
    streams.write(bar("10:00:00", "100.50"));
    assertThat(chart()).hasAttribute("data-bars", "4");
    assertThat(page.locator("#legend")).containsText("C 100.50");
    streams.write(Samples.bar(BTC, BarInterval.ONE_MINUTE, at("10:00:00"), "109.75", 1));
    assertThat(page.locator("#legend")).containsText("C 109.75");
    assertThat(chart()).hasAttribute("data-bars", "4");
    assertThat(page.locator("#chart-summary")).containsText("4 bars of 1m of BTC-USD");
    Assertions.assertThat(pixels("--up")).as("rising candles").isGreaterThan(20);
  }

  @Test
  void coarseBarsAreFoldedFromMinutes() {
    history.of("5m", "09:50:00", "09:55:00", "10:00:00");
    history.of("1m", "10:00:00");
    visit("");
    page.locator("#intervals button", having("5m")).click();
    assertThat(page.locator("#intervals [aria-pressed=true]")).hasText("5m");
    assertThat(chart()).hasAttribute("data-bars", "3");
    streams.write(bar("10:01:00", "108.25"));
    assertThat(page.locator("#legend")).containsText("C 108.25");
    // 1.5 of the first minute, 2.0 of the second.
    assertThat(page.locator("#legend")).containsText("V 3.50");
    assertThat(page.locator("#legend")).containsText("O 101.00");
    assertThat(chart()).hasAttribute("data-bars", "3");
    streams.write(bar("10:05:00", "100.25"));
    assertThat(chart()).hasAttribute("data-bars", "4");
    assertThat(page.locator("#legend")).containsText("O 100.00");
    page.reload();
    assertThat(page.locator("#intervals [aria-pressed=true]")).hasText("5m");
  }

  @Test
  void missingHistoryIsSaidAndLiveBarsAreDrawn() {
    history.isAway = true;
    visit("");
    assertThat(page.locator("#chart-sentence")).containsText("History is not available just now.");
    streams.write(bar("10:00:00", "100.50"));
    assertThat(chart()).hasAttribute("data-bars", "1");
    assertThat(page.locator("#chart-sentence")).isVisible();
    history.isAway = false;
    history.of("1m", "09:58:00", "09:59:00");
    page.locator("#chart-again").click();
    assertThat(chart()).hasAttribute("data-bars", "3");
    assertThat(page.locator("#chart-sentence")).isHidden();
  }

  @Test
  void olderBarsComeWhenTheReaderGoesBack() {
    history.everyMinute(at("00:01:00"), at("10:01:00"));
    // Then nothing for two days, as when a server was away.
    Instant before = at("00:00:00").minus(Duration.ofDays(2));
    history.add("1d", before.truncatedTo(ChronoUnit.DAYS));
    history.add("1h", before.plusSeconds(3600));
    history.everyMinute(before.plusSeconds(3600), before.plusSeconds(7200));
    visit("");
    assertThat(chart()).hasAttribute("data-bars", "600");
    chart().focus();
    // A press in a frame that another press has already is no step of its own.
    for (int press = 0; press < 500 && "600".equals(chart().getAttribute("data-bars")); press++) {
      page.keyboard().press("ArrowLeft");
    }
    assertThat(chart()).hasAttribute("data-bars", "660");
  }

  @Test
  void ladderShowsBidsBelowAsks() {
    streams.write(
        Samples.snapshot(
            BTC,
            7,
            List.of(Level.of("61820.97", "2"), Level.of("61820.98", "0.1")),
            List.of(Level.of("61821.00", "0.00000001"), Level.of("61821.02", "0.2"))));
    assertThat(prices("asks")).hasText(new String[] {"61,821.02", "61,821.00"});
    assertThat(prices("bids")).hasText(new String[] {"61,820.98", "61,820.97"});
    assertThat(totals("asks")).hasText(new String[] {"0.200000", "0.000000"});
    assertThat(totals("asks").first()).hasAttribute("title", "0.20000001");
    assertThat(totals("bids")).hasText(new String[] {"0.100000", "2.100000"});
    assertThat(page.locator("#book-spread")).hasText("0.02");
    double lowestAsk = Objects.requireNonNull(prices("asks").last().boundingBox()).y;
    double highestBid = Objects.requireNonNull(prices("bids").first().boundingBox()).y;
    Assertions.assertThat(highestBid).isGreaterThan(lowestAsk);

    streams.write(
        Samples.update(
            BTC, 8, List.of(Level.of("61820.98", "0"), Level.of("61820.96", "1")), List.of()));
    assertThat(prices("bids")).hasText(new String[] {"61,820.97", "61,820.96"});
    assertThat(page.locator("#book-spread")).hasText("0.03");
  }

  @Test
  void onlyTheBestLevelsAndTheLastTradesAreKept() {
    List<Level> asks =
        IntStream.range(0, 300)
            .mapToObj(step -> Level.of(String.valueOf(62000 + step), "1"))
            .toList();
    streams.write(Samples.snapshot(BTC, 7, List.of(Level.of("61999", "1")), asks));
    assertThat(prices("asks")).hasCount(12);
    assertThat(prices("asks").last()).hasText("62,000.00");
    for (int id = 2; id < 60; id++) {
      streams.write(Samples.trade(BTC, id, "61820." + (10 + id)));
    }
    assertThat(page.locator("#trades .trade:not([hidden])").first()).containsText("61,820.69");
    assertThat(page.locator("#trades .trade:not([hidden])")).hasCount(30);
    assertThat(page.locator("#trades .trade:not([hidden])").first())
        .hasAttribute("data-side", "buy");
    assertThat(page.locator("#trades .trade:not([hidden])").last()).containsText("61,820.40");
  }

  @Test
  void choosingAnotherSymbolChangesEverything() {
    streams.write(book(1, "61820.98", "61821.00"));
    history.of("1m", "09:59:00");
    visit("#BTC-USD");
    assertThat(prices("bids")).hasCount(1);
    assertThat(chart()).hasAttribute("data-bars", "1");
    assertThat(page.locator("#trades .trade:not([hidden])")).hasCount(1);
    history.clear();
    cell("ETH-USD", "last").click();
    assertThat(prices("bids")).hasCount(0);
    assertThat(page.locator("#book-sentence")).hasText("Waiting for the book…");
    assertThat(chart()).hasAttribute("data-bars", "0");
    assertThat(page.locator("#chart-sentence")).containsText("No trades yet");
    assertThat(page.locator("#trades .trade:not([hidden])")).hasCount(1);
    assertThat(page.locator("#trades .trade:not([hidden])")).containsText("3,000.10");
  }

  @Test
  void fitsAPhone() {
    page.setViewportSize(390, 844);
    visit("");
    assertThat(cell("BTC-USD", "last")).isVisible();
    assertThat(cell("BTC-USD", "quotes")).isHidden();
    assertThat(page.locator("#chosen")).isHidden();
    assertNothingSticksOut();

    row("ETH-USD").click();
    assertThat(page.locator("#chosen-price")).hasText("3,000.10");
    assertThat(page.locator("#prices")).isHidden();
    assertThat(chart()).isVisible();
    assertNothingSticksOut();
    page.locator("#back").click();
    assertThat(cell("ETH-USD", "last")).isVisible();
    assertThat(link("ETH-USD")).isFocused();
    assertThat(page.locator("#chosen")).isHidden();
    page.goBack();
    assertThat(page.locator("#chosen-name")).hasText("ETH-USD");
  }

  private void assertNothingSticksOut() {
    Assertions.assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
        .isEqualTo(390);
  }

  @Test
  void themesFollowTheSystemUntilOneIsChosen() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    assertThat(page.locator(".list")).hasCSS("background-color", "rgb(255, 255, 255)");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    assertThat(page.locator(".list")).hasCSS("background-color", "rgb(13, 17, 23)");
    assertThat(page.locator("#chart canvas").first()).isVisible();
    Assertions.assertThat(pixels("--panel")).as("the chart's ground").isGreaterThan(10_000);
    page.locator("#theme").click();
    assertThat(page.locator(".list")).hasCSS("background-color", "rgb(255, 255, 255)");
    Assertions.assertThat(pixels("--panel")).as("the chart's ground").isGreaterThan(10_000);
    page.reload();
    assertThat(page.locator(".list")).hasCSS("background-color", "rgb(255, 255, 255)");
  }

  @Test
  void listsPricesByRest() {
    String list = "http://127.0.0.1:" + port() + "/stockPrices";
    Assertions.assertThat(get(list + "?limit=1"))
        .startsWith("200 {\"items\":[{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\"")
        .endsWith("}}],\"nextCursor\":\"BTC-USD\"}");
    Assertions.assertThat(get(list + "?limit=1&cursor=BTC-USD"))
        .startsWith("200 {\"items\":[{\"symbol\":\"ETH-USD\"")
        .endsWith("}}]}");
    Assertions.assertThat(get(list + "?symbols=ETH-USD,BTC-USD").split("\"symbol\":"))
        .extracting(part -> part.substring(0, 9))
        .contains("\"ETH-USD\"", "\"BTC-USD\"");
    Assertions.assertThat(get(list + "?symbols=BTC-USD,DOGE-USD"))
        .startsWith("404 ")
        .contains("\"code\":\"unknown_symbol\"", "Nobody lists DOGE-USD");
    Assertions.assertThat(get(list + "?symbols=btc"))
        .startsWith("404 ")
        .contains("\"suggestions\":[\"BTC-USD\"");
    Assertions.assertThat(get(list + "?limit=0")).startsWith("400 ");
    Assertions.assertThat(get(list + "?limit=501")).startsWith("400 ");
  }

  @Test
  void pagesMayLoadOnlyWhatIsOurs() {
    Map<String, String> headers = page.navigate("http://127.0.0.1:" + port() + "/").allHeaders();
    Assertions.assertThat(headers)
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("cache-control", "no-cache");
    Assertions.assertThat(headers.get("content-security-policy"))
        .contains("'self'")
        .contains("frame-ancestors 'none'");
    Assertions.assertThat(page.locator("script[type=module]").getAttribute("src"))
        .matches(Pattern.compile("/assets/[\\w.-]+\\.js"));
  }

  private static String get(String url) {
    return Objects.requireNonNull(
        HttpClient.create()
            .get()
            .uri(url)
            .responseSingle((answer, body) ->
                body.asString().defaultIfEmpty("").map(text -> answer.status().code() + " " + text))
            .block());
  }

  /**
   * Tells of a symbol's past the bars that were given to it, in the place of the door that reads a
   * database.
   */
  private static final class History implements WebFilter {

    private final Map<String, NavigableMap<Instant, String>> bars = new ConcurrentHashMap<>();
    private volatile boolean isAway;

    void clear() {
      bars.clear();
      isAway = false;
    }

    void of(String interval, String... starts) {
      Arrays.stream(starts).forEach(start -> add(interval, at(start)));
    }

    void everyMinute(Instant from, Instant to) {
      for (Instant start = from; start.isBefore(to); start = start.plusSeconds(60)) {
        add("1m", start);
      }
    }

    private void add(String interval, Instant start) {
      bars.computeIfAbsent(interval, any -> new ConcurrentSkipListMap<>())
          .put(
              start,
              """
              {"symbol":"BTC-USD","venue":"coinbase","interval":"%s","start":"%s","open":"101.00","high":"106.00",\
              "low":"99.00","close":"105.00","volume":"1.5","vwap":"102.0","trades":3,"revision":0,"closed":false}\
              """
                  .formatted(interval, start));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
      MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
      if (!query.containsKey("interval")) {
        return chain.filter(exchange);
      }
      ServerHttpResponse answer = exchange.getResponse();
      answer.setStatusCode(isAway ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK);
      answer.getHeaders().setContentType(MediaType.APPLICATION_JSON);
      return answer.writeWith(
          Mono.fromSupplier(
              () -> answer.bufferFactory().wrap((isAway ? "{}" : past(query)).getBytes(UTF_8))));
    }

    private String past(MultiValueMap<String, String> query) {
      Collection<String> items =
          bars.getOrDefault(
                  String.valueOf(query.getFirst("interval")), new ConcurrentSkipListMap<>())
              .subMap(
                  Instant.parse(String.valueOf(query.getFirst("from"))),
                  Instant.parse(String.valueOf(query.getFirst("to"))))
              .values();
      return "{\"history\":{\"items\":[" + String.join(",", items) + "]}}";
    }
  }
}
