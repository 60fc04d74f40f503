package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.Futures;
import io.penstock.payments.networks.Inquiry;
import io.penstock.payments.networks.LateAnswer;
import io.penstock.payments.networks.NetworkRig;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Outcome.Approved;
import io.penstock.payments.networks.Outcome.NotSent;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.payments.networks.Question;
import io.penstock.payments.networks.Reference;
import io.penstock.payments.networks.Reversal;
import io.penstock.payments.networks.TestVault;
import io.penstock.payments.networks.iso8583.IsoPeer.Said;
import io.penstock.payments.networks.iso8583.IsoPeer.Talk;
import io.penstock.payments.vault.CardToken;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Money;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Sinks;

/** One line, message by message: what is expected, and what is answered. */
class LinesIT {

  private static final String MERCHANT = "acct_01jd3x7y8k0v9q4m2s6t1w5zrb";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration ECHO_AFTER = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private final IsoTime time = new IsoTime();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestVault vault = new TestVault();
  private final CardToken token = vault.add("4242424242424242");
  private final Sinks.Empty<Void> stop = Sinks.empty();
  private final IsoPeer peer;

  @SuppressWarnings("NullAway.Init") // by start, in every test
  private Iso8583Network network;

  private Disposable running = Disposables.disposed();
  private int maxInFlight = 1_000;
  private long number = 1;

  LinesIT() throws IOException {
    peer = new IsoPeer();
  }

  private void start(int lines) {
    Telemetry telemetry = new Telemetry(meters);
    time.take();
    network =
        new Iso8583Network(
            "test",
            new IsoSettings(
                "127.0.0.1",
                peer.port(),
                "00000000001",
                "PENSTOCK",
                "5999",
                null,
                lines,
                maxInFlight,
                DataSize.ofBytes(512),
                Duration.ofSeconds(3),
                ECHO_AFTER,
                ANSWER_WITHIN,
                Duration.ofSeconds(2),
                new IsoSettings.Reconnect(Duration.ofMillis(200), Duration.ofSeconds(2))),
            null,
            vault,
            IsoRig.guards(time.clock(), telemetry).named("network-test"),
            new IsoTools(time.clock(), time.scheduler(), new SplittableRandom(1), telemetry));
    running = network.run(stop.asMono()).subscribe();
  }

  private Talk started() throws IOException {
    start(1);
    Talk talk = peer.signedOn();
    await().until(() -> network.linesSignedOn() == 1);
    return talk;
  }

  @AfterEach
  void end() throws IOException {
    stop.tryEmitEmpty();
    peer.close();
    await()
        .until(() -> {
          time.pass(Duration.ofSeconds(1));
          return running.isDisposed();
        });
    time.giveBack();
    network.close().block(PATIENCE);
  }

  @Test
  void signsOnBeforeItTakesRequests() throws Exception {
    start(1);
    Talk talk = peer.accept();
    Said signOn = talk.expect("0800", 70, "001");
    assertThat(signOn.fields()).containsOnlyKeys(7, 11, 32, 41, 70);
    assertThat(signOn.fields()).containsEntry(7, "0105101500");
    assertThat(get(purchase(100))).isEqualTo(new NotSent(NotSent.Cause.NO_LINE));
    assertThat(talk.isSilent()).isTrue();
    talk.reply(signOn, 39, "00");
    await().until(() -> network.linesSignedOn() == 1);
    CompletableFuture<Outcome> outcome = purchase(100);
    talk.reply(talk.expect("0200", 4, "000000000100"), 39, "00", 38, "A1B2C3");
    assertThat(get(outcome))
        .isEqualTo(new Approved("A1B2C3", "000000000002", Money.of(100, "USD")));
  }

  @Test
  void refusedSignOnIsTriedAgainAfterAPause() throws Exception {
    start(1);
    try (Talk first = peer.accept()) {
      first.reply(first.expect("0800"), 39, "91");
      first.awaitEnd();
    }
    assertThat(network.linesSignedOn()).isZero();
    await().until(() -> count("penstock.networks.line.losses") == 1);
    time.pass(Duration.ofMillis(200));
    peer.signedOn();
    await().until(() -> network.linesSignedOn() == 1);
  }

  @Test
  void signOnThatNobodyAnswersIsGivenUp() throws Exception {
    start(1);
    try (Talk first = peer.accept()) {
      first.expect("0800");
      time.pass(ANSWER_WITHIN);
      first.awaitEnd();
    }
  }

  @Test
  void quietLineIsKeptByEchoes() throws Exception {
    Talk talk = started();
    for (int echo = 0; echo < 3; echo++) {
      time.pass(ECHO_AFTER.minusMillis(1));
      assertThat(talk.isSilent()).isTrue();
      time.pass(Duration.ofMillis(1));
      Said asked = talk.expect("0800", 70, "301");
      CompletableFuture<Outcome> behind = purchase(100 + echo);
      talk.reply(asked, 39, "00");
      talk.reply(talk.expect("0200"), 39, "05");
      get(behind);
    }
    assertThat(network.linesSignedOn()).isEqualTo(1);
  }

  @Test
  void lineOnWhichSomethingIsHeardNeedsNoEcho() throws Exception {
    Talk talk = started();
    time.pass(ECHO_AFTER.minusSeconds(1));
    CompletableFuture<Outcome> outcome = purchase(100);
    talk.reply(talk.expect("0200"), 39, "05");
    get(outcome);
    time.pass(ECHO_AFTER.minusMillis(1));
    assertThat(talk.isSilent()).isTrue();
    time.pass(Duration.ofMillis(1));
    talk.expect("0800", 70, "301");
  }

  /** The other side is gone and nobody told: the socket takes everything and brings nothing. */
  @Test
  void halfOpenLineIsFoundOutAndReplaced() throws Exception {
    Talk silent = started();
    CompletableFuture<Outcome> sent = purchase(100);
    silent.expect("0200");
    time.pass(NetworkRig.ANSWER_WITHIN);
    assertThat(get(sent)).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    time.pass(ECHO_AFTER.minus(NetworkRig.ANSWER_WITHIN));
    silent.expect("0800", 70, "301");
    time.pass(ANSWER_WITHIN);
    silent.awaitEnd();
    await().until(() -> network.linesSignedOn() == 0);
    assertThat(get(purchase(100))).isEqualTo(new NotSent(NotSent.Cause.NO_LINE));
    time.pass(Duration.ofSeconds(2));
    Talk next = peer.signedOn();
    await().until(() -> network.linesSignedOn() == 1);
    CompletableFuture<Outcome> again = purchase(100);
    next.reply(next.expect("0200"), 39, "00");
    assertThat(get(again)).isInstanceOf(Approved.class);
  }

  @Test
  void answersInAnyOrderReachTheirCalls() throws Exception {
    Talk talk = started();
    List<CompletableFuture<Outcome>> calls = new ArrayList<>();
    List<Said> asked = new ArrayList<>();
    for (int call = 0; call < 500; call++) {
      calls.add(purchase(1_000 + call));
    }
    for (int call = 0; call < 500; call++) {
      asked.add(talk.expect("0200"));
    }
    Collections.shuffle(asked, new Random(7));
    for (Said each : asked) {
      talk.reply(each, 39, "00", 38, each.get(4).substring(6));
    }
    for (int call = 0; call < 500; call++) {
      assertThat(get(calls.get(call)))
          .isEqualTo(
              new Approved(
                  "%06d".formatted(1_000 + call),
                  "%012d".formatted(0).substring(0, 12 - retrieval(call + 1).length())
                      + retrieval(call + 1),
                  Money.of(1_000 + call, "USD")));
    }
  }

  private static String retrieval(int of) {
    return Integer.toString(of, 36).toUpperCase(java.util.Locale.ROOT);
  }

  /** A trace number comes back; the answer to its first user must not reach the second. */
  @Test
  void answerOfTheSameTraceWithAnotherReferenceIsNoAnswer() throws Exception {
    Talk talk = started();
    Queue<LateAnswer> late = new ConcurrentLinkedQueue<>();
    Disposable reading = network.lateAnswers().subscribe(late::add);
    number = 999_999;
    CompletableFuture<Outcome> call = purchase(100);
    Said asked = talk.expect("0200", 11, "000001");
    talk.reply(asked, 39, "00", 37, "000000000000");
    await().until(() -> late.size() == 1);
    assertThat(call).isNotDone();
    assertThat(late.element().number()).isZero();
    assertThat(late.element().kind()).isEqualTo(LateAnswer.Kind.UNMATCHED);
    talk.reply(asked, 39, "05");
    assertThat(get(call)).isInstanceOf(Outcome.Declined.class);
    reading.dispose();
  }

  @Test
  void twoWithTheSameTraceAreNotInFlightTogether() throws Exception {
    Talk talk = started();
    number = 1;
    CompletableFuture<Outcome> first = purchase(100);
    Said asked = talk.expect("0200", 11, "000002");
    number = 1 + 999_999;
    assertThat(get(purchase(200))).isEqualTo(new NotSent(NotSent.Cause.OVERLOADED));
    number = 1;
    assertThat(get(purchase(100)))
        .as("the same once more")
        .isEqualTo(new Unknown(Unknown.Cause.DUPLICATE));
    talk.reply(asked, 39, "00");
    assertThat(get(first)).isInstanceOf(Approved.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 32, 41})
  void answerHasToMatchInEveryPart(int field) throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    Said asked = talk.expect("0200");
    String value = asked.get(field);
    String other = (value.charAt(0) == '0' ? "1" : "0") + value.substring(1);
    talk.reply(asked, 39, "00", field, other);
    talk.say(asked.answer(39, "00").as("0110"));
    await().until(() -> count("penstock.networks.late.answers") == 2);
    assertThat(call).isNotDone();
    talk.reply(asked, 39, "05");
    assertThat(get(call)).isInstanceOf(Outcome.Declined.class);
  }

  @Test
  void answerWithoutACodeIsUnclear() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    talk.reply(talk.expect("0200"));
    assertThat(get(call)).isEqualTo(new Unknown(Unknown.Cause.UNCLEAR_ANSWER));
  }

  @Test
  void reversalIsRepeatedMarkedAsARepetition() throws Exception {
    Talk talk = started();
    Original original =
        new Original(
            Operation.PURCHASE, new Reference(77, time.clock().instant()), Money.of(100, "USD"));
    CompletableFuture<Outcome> call =
        Futures.begin(network.reverse(Reversal.of(MERCHANT, original)));
    Said first = talk.expect("0420");
    time.pass(NetworkRig.ANSWER_WITHIN);
    time.pass(Duration.ofMillis(500));
    Said again = talk.expect("0421");
    assertThat(again.fields()).isEqualTo(first.fields());
    talk.say(again.answer(39, "00").as("0430"));
    assertThat(get(call)).isInstanceOf(Approved.class);
    talk.say(again.answer(39, "00").as("0430"));
    LateAnswer late = Objects.requireNonNull(network.lateAnswers().blockFirst(PATIENCE));
    assertThat(late.kind()).isEqualTo(LateAnswer.Kind.DUPLICATE);
    assertThat(late.operation()).isEqualTo(Operation.REVERSAL);
    assertThat(late.number()).isEqualTo(77);

    CompletableFuture<Outcome> elsewhere =
        Futures.begin(network.reverse(Reversal.of(MERCHANT, original).again()));
    talk.say(talk.expect("0421").answer(39, "00").as("0430"));
    assertThat(get(elsewhere)).isInstanceOf(Approved.class);
  }

  @Test
  void requestIsNeverRepeated() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    talk.expect("0200");
    time.pass(NetworkRig.DEADLINE);
    assertThat(get(call)).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    assertThat(talk.expect("0800").fields()).as("nothing but an echo").containsEntry(70, "301");
  }

  @Test
  void whatWasHandedToABrokenLineIsUnknownAndTheRestGoesElsewhere() throws Exception {
    start(2);
    Talk one = peer.signedOn();
    Talk two = peer.signedOn();
    await().until(() -> network.linesSignedOn() == 2);
    List<CompletableFuture<Outcome>> calls = new ArrayList<>();
    for (int call = 0; call < 10; call++) {
      calls.add(purchase(100 + call));
    }
    for (int call = 0; call < 5; call++) {
      one.expect("0200"); // they share the work
    }
    one.reset();
    await().until(() -> network.linesSignedOn() == 1);
    for (int call = 0; call < 5; call++) {
      two.reply(two.expect("0200"), 39, "00");
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (CompletableFuture<Outcome> call : calls) {
      outcomes.add(get(call));
    }
    assertThat(outcomes).filteredOn(new Unknown(Unknown.Cause.CONNECTION_LOST)::equals).hasSize(5);
    assertThat(outcomes).filteredOn(Approved.class::isInstance).hasSize(5);
    CompletableFuture<Outcome> next = purchase(500);
    two.reply(two.expect("0200"), 39, "00");
    assertThat(get(next)).isInstanceOf(Approved.class);
  }

  @Test
  void answerMayComeOnTheOtherLine() throws Exception {
    start(2);
    Talk one = peer.signedOn();
    Talk two = peer.signedOn();
    await().until(() -> network.linesSignedOn() == 2);
    CompletableFuture<Outcome> call = purchase(100);
    two.reply(one.expect("0200"), 39, "00");
    assertThat(get(call)).isInstanceOf(Approved.class);
  }

  @Test
  void fullLineTakesNoMore() throws Exception {
    maxInFlight = 3;
    Talk talk = started();
    List<CompletableFuture<Outcome>> calls = new ArrayList<>();
    for (int call = 0; call < 3; call++) {
      calls.add(purchase(100));
    }
    List<Said> asked = List.of(talk.expect("0200"), talk.expect("0200"), talk.expect("0200"));
    assertThat(get(purchase(100))).isEqualTo(new NotSent(NotSent.Cause.OVERLOADED));
    talk.reply(asked.getFirst(), 39, "00");
    get(calls.getFirst());
    CompletableFuture<Outcome> next = purchase(100);
    talk.reply(talk.expect("0200"), 39, "00");
    assertThat(get(next)).isInstanceOf(Approved.class);
  }

  @Test
  void networkMayAskForAnEchoItself() throws Exception {
    Talk talk = started();
    Said echo =
        Said.of(
            "0800822000010080000004000000000000000105101500"
                + "123456"
                + "11"
                + "00000000009"
                + "THEIRS  "
                + "301");
    talk.say(echo);
    assertThat(talk.expect("0810").fields()).isEqualTo(echo.with(39, "00").fields());
    assertThat(network.linesSignedOn()).isEqualTo(1);
  }

  @Test
  void networkThatSignsOffIsLeft() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    talk.expect("0200");
    talk.say(
        Said.of(
            "0800822000010080000004000000000000000105101500"
                + "123456"
                + "11"
                + "00000000009"
                + "THEIRS  "
                + "002"));
    talk.expect("0810", 70, "002");
    talk.awaitEnd();
    assertThat(get(call)).isEqualTo(new Unknown(Unknown.Cause.CONNECTION_LOST));
  }

  @Test
  void signsOffAfterTheLastAnswerAtItsStop() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    Said asked = talk.expect("0200");
    stop.tryEmitEmpty();
    await().until(() -> get(purchase(100)).equals(new NotSent(NotSent.Cause.NO_LINE)));
    assertThat(talk.isSilent()).isTrue();
    talk.reply(asked, 39, "00");
    assertThat(get(call)).isInstanceOf(Approved.class);
    talk.reply(talk.expect("0800", 70, "002"), 39, "00");
    talk.awaitEnd();
    await().until(running::isDisposed);
  }

  @Test
  void waitsNoLongerThanTheDrainAtItsStop() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    talk.expect("0200");
    stop.tryEmitEmpty();
    await().until(() -> get(purchase(100)).equals(new NotSent(NotSent.Cause.NO_LINE)));
    time.pass(Duration.ofSeconds(2));
    talk.reply(talk.expect("0800", 70, "002"), 39, "00");
    talk.awaitEnd();
    assertThat(get(call)).isEqualTo(new Unknown(Unknown.Cause.CONNECTION_LOST));
  }

  @Test
  void unreadableMessageIsPassedOver() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    Said asked = talk.expect("0200");
    talk.say("");
    talk.say("nonsense");
    talk.say("0210FFFFFFFFFFFFFFFF");
    talk.say("9999" + asked.answer(39, "00").text().substring(4));
    talk.say(asked.text());
    talk.reply(asked, 39, "00");
    assertThat(get(call)).isInstanceOf(Approved.class);
    assertThat(count("penstock.networks.unreadable")).isEqualTo(5);
    assertThat(network.linesSignedOn()).isEqualTo(1);
  }

  @Test
  void lineThatSaysOnlyNonsenseIsLeft() throws Exception {
    Talk talk = started();
    for (int frame = 0; frame < 16; frame++) {
      talk.say("nonsense");
    }
    talk.awaitEnd();
    await().until(() -> network.linesSignedOn() == 0);
  }

  @Test
  void lengthBeyondTheLimitEndsTheLine() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    talk.expect("0200");
    talk.raw(new byte[] {(byte) 0xFF, (byte) 0xFF, '0', '2'});
    talk.awaitEnd();
    assertThat(get(call)).isEqualTo(new Unknown(Unknown.Cause.CONNECTION_LOST));
  }

  @Test
  void halfAMessageIsWaitedFor() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    byte[] answer =
        talk.expect("0200")
            .answer(39, "00")
            .text()
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    talk.raw(new byte[] {0});
    talk.raw(new byte[] {(byte) answer.length});
    for (byte each : answer) {
      assertThat(call).isNotDone();
      talk.raw(new byte[] {each});
    }
    assertThat(get(call)).isInstanceOf(Approved.class);
  }

  /** After whatever is said, the line works, or it is replaced by one that does. */
  @Test
  void damagedAnswersHarmNobody() throws Exception {
    Talk talk = started();
    Random random = new Random(8583);
    for (int round = 0; round < 200; round++) {
      CompletableFuture<Outcome> call = purchase(100);
      Said asked = talk.expect("0200");
      for (int frame = 0; frame < 10; frame++) {
        char[] text = asked.answer(39, "00").text().toCharArray();
        text[random.nextInt(text.length)] = (char) random.nextInt(256);
        text[random.nextInt(36)] = Character.forDigit(random.nextInt(16), 16);
        talk.say(new String(text));
      }
      talk.reply(asked, 39, "00");
      assertThat(get(call)).isNotNull();
    }
    assertThat(network.linesSignedOn()).isEqualTo(1);
    CompletableFuture<Outcome> last = purchase(100);
    talk.reply(talk.expect("0200"), 39, "00");
    assertThat(get(last)).isInstanceOf(Approved.class);
  }

  @Test
  void tooManyLateAnswersAreDroppedAndCounted() throws Exception {
    Talk talk = started();
    CompletableFuture<Outcome> call = purchase(100);
    Said asked = talk.expect("0200");
    for (int late = 0; late < Lines.LATE_ANSWERS + 10; late++) {
      talk.reply(asked, 39, "00", 11, "%06d".formatted(500 + late));
    }
    talk.reply(asked, 39, "05");
    get(call);
    assertThat(count("penstock.networks.late.answers.dropped")).isEqualTo(10);
    assertThat(network.lateAnswers().take(Lines.LATE_ANSWERS).count().block(PATIENCE))
        .isEqualTo(Lines.LATE_ANSWERS);
  }

  @Test
  void inquiryHasATraceOfItsOwn() throws Exception {
    Talk talk = started();
    Question question =
        new Question(
            MERCHANT,
            new Original(
                Operation.PURCHASE,
                new Reference(77, time.clock().instant()),
                Money.of(100, "USD")));
    CompletableFuture<Inquiry> one = Futures.begin(network.inquire(question));
    CompletableFuture<Inquiry> two = Futures.begin(network.inquire(question));
    Said first = talk.expect("0600", 37, "000000000025");
    Said second = talk.expect("0600", 37, "000000000025");
    assertThat(first.get(11)).isNotEqualTo(second.get(11));
    talk.say(second.answer(39, "25", 90, Said.NONE).as("0610"));
    talk.say(first.answer(39, "05").as("0610"));
    assertThat(get(two)).isEqualTo(new Inquiry.NotFound());
    assertThat(get(one)).isInstanceOf(Inquiry.Found.class);
  }

  @Test
  void manyConnectsArePutOff() throws Exception {
    start(1);
    for (int connect = 0; connect < 5; connect++) {
      try (Talk talk = peer.accept()) {
        talk.reset();
      }
      int losses = connect + 1;
      await().until(() -> count("penstock.networks.line.losses") == losses);
      time.pass(Duration.ofSeconds(2));
    }
    peer.signedOn();
    await().until(() -> network.linesSignedOn() == 1);
  }

  private CompletableFuture<Outcome> purchase(long minor) {
    return Futures.begin(
        network.purchase(
            new Authorization(
                new Reference(number++, time.clock().instant()),
                MERCHANT,
                token,
                Money.of(minor, "USD"))));
  }

  private double count(String meter) {
    return meters.find(meter).counters().stream().mapToDouble(it -> it.count()).sum();
  }

  private static <T> T get(CompletableFuture<T> call) throws Exception {
    return call.get(20, TimeUnit.SECONDS);
  }
}
