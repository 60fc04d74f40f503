package io.penstock.market.fanout;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.penstock.market.fanout.Samples.BTC;
import static io.penstock.market.fanout.Samples.ETH;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.penstock.market.tick.FeedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.netty.http.client.HttpClient;

/** The page in a real Chromium, served by WebFlux with the fan-out's own wiring. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

  private final FakeStreams streams = new FakeStreams();
  private final List<String> complaints = new ArrayList<>();
  private ConfigurableApplicationContext server;
  private Playwright playwright;
  private Browser browser;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  void launch() {
    Path chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of("chromium"));
    assumeTrue(Files.isExecutable(chromium), "no Chromium is installed");
    assumeTrue(
        PageIT.class.getResource("/static/index.html") != null,
        "the page is not built: run without -Dweb.skip");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")));
  }

  @AfterAll
  void quit() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void open() {
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    streams.write(Samples.quote(BTC, 1, "61820.98", "61821.00"));
    streams.write(Samples.trade(ETH, 1, "3000.10"));
    streams.write(Samples.state(ETH, FeedState.Status.LIVE));
    server = start(0);
    context = browser.newContext();
    page = context.newPage();
    page.onConsoleMessage(message -> complain(message.type(), message.text()));
    page.onPageError(complaints::add);
    page.navigate("http://127.0.0.1:" + port() + "/");
    assertThat(page.locator("#connection")).hasText("Live");
  }

  private void complain(String type, String text) {
    if (type.equals("error")
        && !text.contains("WebSocket connection to")
        && !text.contains("ERR_CONNECTION_REFUSED")) {
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
    return new SpringApplicationBuilder(FanoutApp.class)
        .web(WebApplicationType.REACTIVE)
        .initializers(starting -> starting.getBeanFactory().registerSingleton("streams", streams))
        .properties(
            "server.port=" + port,
            "server.address=127.0.0.1",
            "spring.config.name=none",
            "spring.main.banner-mode=off",
            "penstock.fanout.drain=0s",
            "penstock.fanout.freshness-default.stale-after=3650d",
            "penstock.fanout.freshness-default.delayed-after=3650d")
        .run();
  }

  private int port() {
    return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private Locator cell(String symbol, String column) {
    return page.locator("tr[data-symbol='" + symbol + "'] ." + column);
  }

  @Test
  void pricesAppearAndChange() {
    assertThat(page.locator("#rows tr")).hasCount(2);
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");
    assertThat(cell("BTC-USD", "change")).hasText("+3.03 %");
    assertThat(cell("BTC-USD", "venue")).hasText("coinbase");
    assertThat(cell("BTC-USD", "badge")).hasText("fresh");
    assertThat(page.locator("#symbols")).hasText("2");

    streams.write(Samples.trade(BTC, 2, "61900.50"));
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
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");
    int port = port();
    server.close();
    assertThat(page.locator("#connection")).hasText("Reconnecting");
    assertThat(page.locator("#notice")).containsText("The connection was lost");
    assertThat(cell("BTC-USD", "last")).hasText("61,820.99");

    streams.write(Samples.trade(BTC, 2, "62000.00"));
    server = start(port);
    assertThat(page.locator("#connection")).hasText("Live");
    assertThat(page.locator("#notice")).isHidden();
    assertThat(cell("BTC-USD", "last")).hasText("62,000.00");
    streams.write(Samples.trade(BTC, 3, "62000.01"));
    assertThat(cell("BTC-USD", "last")).hasText("62,000.01");
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
  void fitsAPhone() {
    page.setViewportSize(360, 740);
    assertThat(cell("BTC-USD", "last")).isVisible();
    assertThat(cell("BTC-USD", "quiet.wide").first()).isHidden();
    Assertions.assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
        .isEqualTo(360);
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
        .contains("price of DOGE-USD");
    Assertions.assertThat(get(list + "?symbols=btc")).startsWith("400 ");
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
    Assertions.assertThat(page.locator("script[src]").getAttribute("src"))
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
}
