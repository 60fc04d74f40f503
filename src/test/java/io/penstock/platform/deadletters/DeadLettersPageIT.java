package io.penstock.platform.deadletters;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.penstock.market.fanout.Chromium;
import io.penstock.platform.deadletters.DeadLettersApp.Topics;
import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TestStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;

/** The operator's page in a real Chromium, over a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersPageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final FlowCheck CHECK = new FlowCheck("work", record -> "a piece of work");

  private final List<String> complaints = new ArrayList<>();
  private Topics topics = Topics.fresh(1);
  private Streams streams = TestStreams.open(topics.declarations());
  private ConfigurableApplicationContext server;
  private OperatorClient api;
  private Playwright playwright;
  private Browser browser;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  void launch() {
    assumeTrue(
        getClass().getResource("/static/dead-letters.html") != null,
        "the page is not built: run without -Dweb.skip");
    playwright = Chromium.playwright();
    browser = Chromium.launch(playwright);
  }

  @AfterAll
  void quit() {
    TestStreams.close(streams);
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void open() {
    TestStreams.close(streams);
    topics = Topics.fresh(1);
    streams = TestStreams.open(topics.declarations());
    server = DeadLettersApp.start(topics, streams, CHECK);
    api = new OperatorClient(DeadLettersApp.port(server), DeadLettersApp.KEY);
    await().atMost(PATIENCE).until(() -> api.get("").status() == 200);
    complaints.clear();
    context = browser.newContext(options());
    page = newPage();
  }

  private static Browser.NewContextOptions options() {
    return new Browser.NewContextOptions().setViewportSize(1280, 800);
  }

  private Page newPage() {
    Page made = context.newPage();
    made.onConsoleMessage(message -> {
      // Browsers complain of every answer that is a refusal.
      if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
        complaints.add(message.text());
      }
    });
    made.onPageError(complaints::add);
    return made;
  }

  @AfterEach
  void close() {
    context.close();
    server.close();
    Assertions.assertThat(complaints).as("what the browser complained of").isEmpty();
  }

  private void write(Stream<OutgoingRecord> letters) {
    streams.send(Flux.fromStream(letters)).block(PATIENCE);
  }

  private Stream<OutgoingRecord> letters(int count) {
    return IntStream.range(0, count).mapToObj(number -> topics.letter(number, "text " + number));
  }

  private void visit() {
    page.navigate("http://127.0.0.1:" + api.port() + "/dead-letters");
  }

  private void comeIn() {
    visit();
    page.locator("#key").fill(DeadLettersApp.KEY);
    page.locator("#name").fill("ana");
    page.keyboard().press("Enter");
    assertThat(page.locator("#desk")).isVisible();
  }

  private Locator rows() {
    return page.locator("#rows-of-letters tr");
  }

  private void chooseState(String state) {
    page.locator("#filter [name=state]").selectOption(state);
    page.locator("#filter [type=submit]").click();
  }

  @Test
  void asksForTheKeySaysWhenItIsWrongAndKeepsItInTheTabAlone() {
    visit();
    assertThat(page.locator("#sign")).isVisible();
    assertThat(page.locator("#desk")).isHidden();
    page.locator("#key").fill("not the key, although it is long");
    page.locator("#sign button").click();
    assertThat(page.locator("#sign-error")).hasText("That is not the operator's key.");
    assertThat(page.locator("#key")).isFocused();

    comeIn();
    page.reload();
    assertThat(page.locator("#desk")).isVisible();
    Assertions.assertThat(page.evaluate("JSON.stringify({...localStorage})").toString())
        .doesNotContain(DeadLettersApp.KEY);
    Assertions.assertThat(page.url()).doesNotContain("key");

    page.locator("#leave").click();
    assertThat(page.locator("#sign")).isVisible();
    Assertions.assertThat(page.evaluate("sessionStorage.getItem('operator-key')")).isNull();
  }

  @Test
  void tellsALettersStoryTriesItAndReplaysItWithAReason() {
    write(Stream.of(topics.letter(7, "<b>text</b>", "line", "line#1")));
    comeIn();
    assertThat(rows()).hasCount(1);
    assertThat(rows().first()).containsText("No Column for it");
    rows().first().locator("a").focus();
    page.keyboard().press("Enter");

    assertThat(page.locator("#story-title")).hasText("No Column for it");
    assertThat(page.locator("#payload")).hasText("<b>text</b>");
    assertThat(page.locator("#headers")).containsText("line#1");
    assertThat(page.locator("#facts")).containsText(topics.in() + ", partition 0, offset 7");
    page.locator("#try").click();
    assertThat(page.locator("#verdict"))
        .hasText(
            "It can be read now: a piece of work. It would go to "
                + topics.in()
                + ", partition 0.");

    page.locator("#replay").click();
    assertThat(page.locator("#reason")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#ask-error")).containsText("Say why");
    page.keyboard().press("Escape");
    assertThat(page.locator("#ask")).isHidden();
    page.locator("#replay").click();
    page.locator("#reason").fill("the column is wider now");
    page.keyboard().press("Enter");
    assertThat(page.locator("#ask")).isHidden();
    assertThat(page.locator("#story-state")).hasText("replayed");
    assertThat(page.locator("#facts")).containsText("by ana");
    assertThat(page.locator("#facts")).containsText("the column is wider now");
    assertThat(rows()).hasCount(0);

    page.locator("#replay").click();
    page.locator("#reason").fill("again");
    page.keyboard().press("Enter");
    assertThat(page.locator("#ask-error")).containsText("It was replayed by ana");
    page.locator("#force").check();
    page.locator("#ask-yes").click();
    assertThat(page.locator("#facts")).containsText("Replayed by force by ana");
    chooseState("replayed");
    assertThat(rows()).hasCount(1);
  }

  @Test
  void discardsManyAfterSayingHowMany() {
    write(letters(12));
    write(Stream.of(topics.letter(12, "other", DeadLetter.CAUSE, "another cause")));
    comeIn();
    assertThat(rows()).hasCount(13);
    page.locator("#filter [name=cause]").fill("column");
    page.keyboard().press("Enter");
    assertThat(rows()).hasCount(12);

    page.locator("#discard-many").click();
    assertThat(page.locator("#ask-text")).containsText("12 letters will be discarded.");
    assertThat(page.locator("#ask-yes")).hasText("Discard 12 letters");
    write(Stream.of(topics.letter(13, "later")));
    page.locator("#reason").fill("of no use");
    page.locator("#ask-yes").click();
    assertThat(page.locator("#notice")).hasText("12 letters discarded, of 12.");
    assertThat(rows()).hasCount(1);
    page.locator("#clear").click();
    assertThat(rows()).hasCount(2);
    Assertions.assertThat(api.ids("?state=discarded")).hasSize(12);
  }

  @Test
  void replaysManyAndNamesThoseThatAreLeftOut() {
    write(letters(3));
    write(Stream.of(topics.letter(4, "x", DeadLetter.FLOW, "nobody")));
    comeIn();
    page.locator("#replay-many").click();
    assertThat(page.locator("#ask-text"))
        .containsText("3 letters will be replayed. 1 letter will be left out:");
    assertThat(page.locator("#ask-reasons li")).hasText("1 × no flow nobody works records");
    page.locator("#reason").fill("mended");
    page.keyboard().press("Enter");
    assertThat(page.locator("#notice")).hasText("3 letters replayed, of 4.");
    assertThat(rows()).hasCount(1);
  }

  @Test
  void turnsPagesAndComesBack() {
    write(letters(120));
    comeIn();
    assertThat(rows()).hasCount(50);
    assertThat(page.locator("#newer")).isDisabled();
    String first = rows().first().getAttribute("data-letter");
    page.locator("#older").click();
    assertThat(page.locator("#newer")).isEnabled();
    page.locator("#older").click();
    assertThat(rows()).hasCount(20);
    assertThat(page.locator("#older")).isDisabled();
    page.locator("#newer").click();
    assertThat(rows()).hasCount(50);
    page.locator("#newest").click();
    assertThat(rows().first()).hasAttribute("data-letter", first);
  }

  @Test
  void fitsAPhoneInTheDark() {
    write(letters(30));
    context.close();
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(390, 780)
                .setColorScheme(ColorScheme.DARK));
    page = newPage();
    comeIn();
    assertThat(rows()).hasCount(30);
    Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth <= 390"))
        .isEqualTo(true);
    rows().first().locator("a").click();
    assertThat(page.locator("#story")).isVisible();
    assertThat(page.locator("#desk")).isHidden();
    Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth <= 390"))
        .isEqualTo(true);
    Assertions.assertThat(page.evaluate("getComputedStyle(document.body).color"))
        .isEqualTo("rgb(231, 237, 246)");
    page.locator("#back").click();
    assertThat(page.locator("#desk")).isVisible();
    assertThat(rows().first().locator("a")).isFocused();
  }

  @Test
  void saysThatTheServerIsAway() {
    write(letters(1));
    comeIn();
    assertThat(rows()).hasCount(1);
    server.close();
    page.locator("#filter [type=submit]").click();
    assertThat(page.locator("#notice")).containsText("The server cannot be reached.");
    assertThat(page.locator("#desk")).isVisible();
  }

  @Test
  void letterThatIsNotThereIsToldInWords() {
    comeIn();
    page.navigate("http://127.0.0.1:" + api.port() + "/dead-letters#nothing");
    assertThat(page.locator("#notice")).hasText("There is no such letter.");
    assertThat(page.locator("#none")).hasText("No letter fits.");
  }
}
