package io.penstock.market.fanout;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The API's page in a real Chromium, under the headers that every answer has. */
class ApiPageIT {

  @Test
  void describesAndCallsTheApiUnderOurContentSecurityPolicy() {
    FakeStreams streams = new FakeStreams();
    streams.write(Samples.trade(Samples.BTC, 1, "61820.99"));
    List<String> complaints = new ArrayList<>();
    try (ConfigurableApplicationContext server = start(streams);
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page page = browser.newPage();
      page.onConsoleMessage(message -> {
        if (message.type().equals("error")) {
          complaints.add(message.text());
        }
      });
      page.onPageError(complaints::add);
      int port = FanoutApp.port(server);
      page.navigate("http://127.0.0.1:" + port + "/swagger-ui.html");

      Locator operation = page.locator("#operations-Prices-book");
      assertThat(page.locator(".opblock")).hasCount(4);
      operation.locator(".opblock-summary-control").click();
      assertThat(operation).containsText("book_not_known");
      Locator prices = page.locator("#operations-Prices-prices");
      prices.locator(".opblock-summary-control").click();
      prices.locator(".try-out__btn").click();
      prices.locator("tr[data-param-name='symbols'] input").fill("");
      prices.locator("tr[data-param-name='venue'] input").fill("");
      prices.locator("tr[data-param-name='from'] input").fill("");
      prices.locator("tr[data-param-name='to'] input").fill("");
      prices.locator("tr[data-param-name='symbol'] input").fill("BTC-USD");
      prices.locator(".execute").click();
      assertThat(prices.locator(".live-responses-table")).containsText("61820.99");
    }
    Assertions.assertThat(complaints).as("what the browser complained of").isEmpty();
  }

  private static ConfigurableApplicationContext start(FakeStreams streams) {
    return FanoutApp.start(
        streams,
        Map.of(),
        "springdoc.api-docs.enabled=true",
        "springdoc.swagger-ui.enabled=true",
        "springdoc.swagger-ui.validator-url=");
  }
}
