package io.penstock.platform.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.platform.deadletters.DeadLettersApp.Topics;
import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TestStreams;
import io.penstock.platform.streams.TopicState;
import io.penstock.platform.streams.UnprocessableRecordException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters over a real broker and a real port. */
class DeadLettersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private static final FlowCheck CHECK =
      new FlowCheck(
          "work",
          record -> {
            if (text(record).startsWith("unreadable")) {
              throw new IllegalArgumentException("it makes no sense");
            }
            return "a piece of work";
          });

  private final Topics topics = Topics.fresh(2);
  private final Streams streams = TestStreams.open(topics.declarations());
  private final Disposable.Composite running = Disposables.composite();
  private final List<ConfigurableApplicationContext> started = new ArrayList<>();
  private final List<String> worked = new CopyOnWriteArrayList<>();
  private final List<String> others = new CopyOnWriteArrayList<>();
  private volatile boolean broken = true;

  @AfterEach
  void stop() {
    running.dispose();
    started.forEach(ConfigurableApplicationContext::close);
    TestStreams.close(streams);
  }

  // How it is set up

  private OperatorClient start(String... settings) {
    return start(streams, settings);
  }

  private OperatorClient start(Streams over, String... settings) {
    ConfigurableApplicationContext application =
        DeadLettersApp.start(topics, over, CHECK, settings);
    started.add(application);
    OperatorClient api = new OperatorClient(DeadLettersApp.port(application), DeadLettersApp.KEY);
    await().atMost(PATIENCE).until(() -> api.get("").status() != 503);
    return api;
  }

  private static String text(StreamRecord record) {
    return new String(record.value(), UTF_8);
  }

  /** Looks at a whole batch before it works any of it, as flows do. */
  private record Handler(Predicate<String> unreadable, List<String> work)
      implements PartitionHandler<PartitionId> {

    @Override
    public Mono<PartitionId> open(PartitionId partition) {
      return Mono.just(partition);
    }

    @Override
    public Mono<Void> handle(PartitionId state, List<StreamRecord> batch) {
      return Mono.fromRunnable(() -> {
        for (StreamRecord record : batch) {
          if (unreadable.test(text(record))) {
            throw new UnprocessableRecordException(
                record, "cannot be read", new IllegalArgumentException());
          }
        }
        batch.forEach(record -> work.add(text(record)));
      });
    }
  }

  /** {@code work} cannot read what begins with bad while it is broken; {@code other} reads all. */
  private void runFlows() {
    running.add(
        streams
            .run("work", new Handler(text -> broken && text.startsWith("bad"), worked))
            .subscribe());
    running.add(streams.run("other", new Handler(text -> false, others)).subscribe());
  }

  private void send(String key, String value) {
    streams
        .send(
            Mono.just(
                new OutgoingRecord(
                    topics.in(), 1, key, value.getBytes(UTF_8), Map.of("line", "line#1"))))
        .block(PATIENCE);
  }

  private void write(Stream<OutgoingRecord> letters) {
    streams.send(Flux.fromStream(letters)).block(PATIENCE);
  }

  private OutgoingRecord letter(int number, String value, String... more) {
    return topics.letter(number, value, more);
  }

  private Stream<OutgoingRecord> letters(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> letter(number, "letter " + number));
  }

  // What it promises

  @Test
  void poisonedRecordIsReplayedOnceAndWorkedByItsFlowAlone() {
    OperatorClient api = start();
    runFlows();
    List<String> followed = new CopyOnWriteArrayList<>();
    running.add(
        streams.follow(topics.in(), Map.of(1, 0L)).subscribe(record -> followed.add(text(record))));
    send("BTC-USD", "good");
    send("BTC-USD", "bad 1");
    send("BTC-USD", "fine");

    String id = api.awaitOne("?flow=work");
    JsonNode line = api.items("").getFirst();
    assertThat(line.path("cause").asString()).isEqualTo("cannot be read");
    assertThat(line.path("flow").asString()).isEqualTo("work");
    assertThat(line.path("key").asString()).isEqualTo("BTC-USD");
    assertThat(line.path("preview").asString()).isEqualTo("bad 1");
    assertThat(line.path("state").asString()).isEqualTo("open");
    assertThat(line.path("attempts").asInt()).isEqualTo(1);
    assertThat(line.at("/origin/topic").asString()).isEqualTo(topics.in());
    assertThat(line.at("/origin/partition").asInt()).isEqualTo(1);
    assertThat(line.at("/origin/offset").asInt()).isEqualTo(1);
    assertThat(line.at("/origin/time").asString()).startsWith("20");

    JsonNode story = api.get("/" + id).expect(200).body();
    assertThat(story.at("/headers/line").asString()).isEqualTo("line#1");
    assertThat(story.at("/payload/text").asString()).isEqualTo("bad 1");
    assertThat(story.at("/payload/base64").asString())
        .isEqualTo(Base64.getEncoder().encodeToString("bad 1".getBytes(UTF_8)));
    assertThat(story.at("/payload/truncated").asBoolean()).isFalse();

    JsonNode tried = api.post("/" + id + "/dry-run", "").expect(200).body();
    assertThat(tried.path("outcome").asString()).isEqualTo("works");
    assertThat(tried.path("detail").asString()).isEqualTo("a piece of work");
    assertThat(tried.at("/destinations/0/topic").asString()).isEqualTo(topics.in());
    assertThat(tried.at("/destinations/0/partition").asInt()).isEqualTo(1);
    assertThat(api.items("").getFirst().path("state").asString()).isEqualTo("open");

    broken = false;
    JsonNode decision =
        api.post("/" + id + "/replay", "{\"reason\":\"it is mended\"}").expect(200).body();
    assertThat(decision.path("decision").asString()).isEqualTo("replayed");
    assertThat(decision.path("by").asString()).isEqualTo("ana");
    assertThat(decision.path("reason").asString()).isEqualTo("it is mended");
    assertThat(decision.path("forced").asBoolean()).isFalse();

    await().atMost(PATIENCE).until(() -> worked.contains("bad 1"));
    send("BTC-USD", "last");
    await()
        .atMost(PATIENCE)
        .until(
            () -> worked.contains("last") && others.contains("last") && followed.contains("last"));
    assertThat(worked).containsExactly("good", "fine", "bad 1", "last");
    assertThat(others).containsExactly("good", "bad 1", "fine", "last");
    assertThat(followed).containsExactly("good", "bad 1", "fine", "last");
    assertThat(api.ids("?state=open")).isEmpty();
    assertThat(api.ids("?state=replayed")).containsExactly(id);
    assertThat(api.get("/" + id).body().at("/letter/decision/reason").asString())
        .isEqualTo("it is mended");
  }

  @Test
  void secondReplayIsRefusedUnlessForced() {
    OperatorClient api = start();
    write(Stream.of(letter(1, "work")));
    String id = api.awaitOne("");
    String path = "/" + id + "/replay";
    api.post(path, "{\"reason\":\"once\"}").expect(200);

    JsonNode refused = api.post(path, "{\"reason\":\"twice\"}").problem(409, "already_replayed");
    assertThat(refused.path("detail").asString()).contains("by ana").endsWith("once");
    api.post("/" + id + "/discard", "{\"reason\":\"x\"}").problem(409, "already_replayed");
    assertThat(replayed()).isEqualTo(1);

    JsonNode forced = api.post(path, "{\"reason\":\"twice\",\"force\":true}").expect(200).body();
    assertThat(forced.path("forced").asBoolean()).isTrue();
    assertThat(replayed()).isEqualTo(2);
    assertThat(count("penstock.deadletters.replays")).isEqualTo(2);
  }

  private double count(String meter) {
    return started
        .getFirst()
        .getBean(MeterRegistry.class)
        .get(meter)
        .tag("flow", "work")
        .counter()
        .count();
  }

  /** By the topic's ends: readers would hear no replay. */
  private long replayed() {
    return streams.describe(topics.in()).blockOptional(PATIENCE).orElseThrow().endOffsets().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void discardingAgainChangesNothing() {
    OperatorClient api = start();
    write(Stream.of(letter(1, "work")));
    String id = api.awaitOne("?state=open");
    JsonNode first =
        api.post("/" + id + "/discard", "{\"reason\":\"of no use\"}").expect(200).body();
    assertThat(first.path("decision").asString()).isEqualTo("discarded");
    JsonNode second = api.post("/" + id + "/discard", "{\"reason\":\"other\"}").expect(200).body();
    assertThat(second).isEqualTo(first);
    assertThat(count("penstock.deadletters.discards")).isEqualTo(1);
    assertThat(api.ids("?state=open")).isEmpty();
    assertThat(api.ids("?state=discarded")).containsExactly(id);
    api.post("/" + id + "/replay", "{\"reason\":\"x\"}").problem(409, "already_discarded");
    api.post("/" + id + "/replay", "{\"reason\":\"x\",\"force\":true}").expect(200);
    assertThat(api.ids("?state=replayed")).containsExactly(id);
  }

  @Test
  void whatWouldFailIsReplayedByForceOnlyAndDiesAsANewLetter() {
    OperatorClient api = start();
    runFlows();
    write(Stream.of(letter(1, "bad", "line", "line#7")));
    String old = api.awaitOne("");
    api.post("/" + old + "/replay", "{\"reason\":\"let us see\"}").expect(200);

    await().atMost(PATIENCE).until(() -> api.ids("").size() == 2);
    JsonNode again = api.items("?state=open").getFirst();
    assertThat(again.path("replayOf").asString()).isEqualTo(old);
    assertThat(again.path("attempts").asInt()).isEqualTo(1);
    String id = again.path("id").asString();
    assertThat(api.get("/" + id).body().at("/headers/line").asString()).isEqualTo("line#7");
    assertThat(api.get("/" + id).body().path("headers").has(Replays.FOR)).isFalse();
    broken = false;
    api.post("/" + id + "/replay", "{\"reason\":\"mended\"}").expect(200);
    await().atMost(PATIENCE).until(() -> worked.contains("bad"));

    write(Stream.of(letter(3, "unreadable")));
    String unreadable = api.awaitOne("?state=open");
    JsonNode tried = api.post("/" + unreadable + "/dry-run", "{}").expect(200).body();
    assertThat(tried.path("outcome").asString()).isEqualTo("fails");
    assertThat(tried.path("detail").asString()).isEqualTo("it makes no sense");
    api.post("/" + unreadable + "/replay", "{\"reason\":\"x\"}").problem(409, "would_fail");
    JsonNode forced =
        api.post("/" + unreadable + "/replay", "{\"reason\":\"x\",\"force\":true}")
            .expect(200)
            .body();
    assertThat(forced.path("forced").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "penstock-flow, nobody, no flow nobody works records",
    "penstock-topic, letters.other.v1, flow work does not read letters.other.v1",
    "penstock-partition, 9, there is no partition",
    "penstock-partition, many, it does not say where it was",
  })
  void whatCannotBeReplayedSaysWhy(String header, String value, String why) {
    OperatorClient api = start();
    write(Stream.of(letter(1, "work", header, value)));
    String id = api.awaitOne("");
    JsonNode tried = api.post("/" + id + "/dry-run", "").expect(200).body();
    assertThat(tried.path("outcome").asString()).isEqualTo("not_replayable");
    assertThat(tried.path("detail").asString()).startsWith(why);
    JsonNode refused =
        api.post("/" + id + "/replay", "{\"reason\":\"x\",\"force\":true}")
            .problem(409, "not_replayable");
    assertThat(refused.path("detail").asString()).contains(why);
    api.post("/" + id + "/discard", "{\"reason\":\"x\"}").expect(200);
  }

  /** As if the process had died there. */
  @Test
  void crashBetweenRecordAndDecisionLeavesTheLetterOpen() {
    Undecided undecided = new Undecided(streams);
    OperatorClient api = start(undecided);
    broken = false;
    runFlows();
    write(Stream.of(letter(1, "work")));
    String id = api.awaitOne("");

    api.post("/" + id + "/replay", "{\"reason\":\"x\"}").problem(503, "letters_unavailable");
    await().atMost(PATIENCE).until(() -> worked.size() == 1);
    assertThat(api.ids("?state=open")).containsExactly(id);

    undecided.crashed = false;
    api.post("/" + id + "/replay", "{\"reason\":\"x\"}").expect(200);
    await().atMost(PATIENCE).until(() -> worked.size() == 2);
    assertThat(api.ids("?state=replayed")).containsExactly(id);
    assertThat(others).isEmpty();
  }

  /** Cannot write decisions. */
  private static final class Undecided implements Streams {

    private final Streams streams;
    volatile boolean crashed = true;

    Undecided(Streams streams) {
      this.streams = streams;
    }

    @Override
    public Mono<Void> send(Publisher<OutgoingRecord> records) {
      return streams.send(
          Flux.from(records)
              .doOnNext(record -> {
                if (crashed && record.topic().equals(DecisionsFlow.TOPIC)) {
                  throw Exceptions.propagate(new TimeoutException("crash"));
                }
              }));
    }

    @Override
    public <S> Mono<Void> run(String flow, PartitionHandler<S> handler) {
      return streams.run(flow, handler);
    }

    @Override
    public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
      return streams.follow(topic, from);
    }

    @Override
    public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
      return streams.read(partition, from, to);
    }

    @Override
    public Mono<TopicState> describe(String topic) {
      return streams.describe(topic);
    }

    @Override
    public Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
      return streams.offsetsAt(topic, instant);
    }
  }

  @Test
  void otherReplicasAndLaterOnesKnowWhatWasDecided() {
    OperatorClient one = start();
    OperatorClient two = start();
    write(letters(0, 4));
    await().atMost(PATIENCE).until(() -> one.ids("").size() == 4);
    List<String> ids = one.ids("");
    one.post("/" + ids.get(0) + "/discard", "{\"reason\":\"x\"}").expect(200);
    two.post("/" + ids.get(1) + "/replay", "{\"reason\":\"y\"}").expect(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(one.ids("?state=open")).containsExactlyElementsOf(ids.subList(2, 4));
          assertThat(two.ids("?state=open")).containsExactlyElementsOf(ids.subList(2, 4));
        });
    OperatorClient three = start();
    assertThat(three.ids("?state=open")).containsExactlyElementsOf(ids.subList(2, 4));
    assertThat(three.get("/" + ids.get(1)).body().at("/letter/decision/reason").asString())
        .isEqualTo("y");
    await()
        .atMost(PATIENCE)
        .until(() ->
            started
                    .getLast()
                    .getBean(MeterRegistry.class)
                    .get("penstock.deadletters.open")
                    .gauge()
                    .value()
                == 2);
  }

  @Test
  void pagesSkipAndRepeatNothingWhileLettersArrive() {
    OperatorClient api = start("penstock.dead-letters.scan-records=100");
    write(letters(0, 500));
    List<String> before = api.allIds("?limit=200");
    assertThat(before).hasSize(500).doesNotHaveDuplicates();

    List<String> read = new ArrayList<>();
    JsonNode page = api.get("?limit=30").expect(200).body();
    for (int arrived = 500; ; arrived += 20) {
      page.path("items").forEach(item -> read.add(item.path("id").asString()));
      if (!page.has("nextCursor")) {
        break;
      }
      write(letters(arrived, arrived + 20));
      page = api.get("?limit=30&cursor=" + page.path("nextCursor").asString()).expect(200).body();
    }
    assertThat(read).containsExactlyElementsOf(before);
    List<String> times =
        api.items("?limit=200").stream().map(item -> item.path("time").asString()).toList();
    assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void pageThatFindsLittleEndsAllTheSameAndItsCursorGoesOn() {
    OperatorClient api = start("penstock.dead-letters.scan-records=100");
    write(letters(0, 1));
    write(IntStream.range(1, 350).mapToObj(n -> letter(n, "x", DeadLetter.CAUSE, "noise")));

    JsonNode first = api.get("?cause=no%20COLUMN").expect(200).body();
    assertThat(first.path("items")).isEmpty();
    assertThat(first.has("nextCursor")).isTrue();
    assertThat(api.allIds("?cause=no%20COLUMN")).hasSize(1);
  }

  @Test
  void filtersByEverything() {
    OperatorClient api = start();
    write(
        Stream.of(
            letter(1, "a", DeadLetter.FLOW, "feed", "penstock-venue", "kraken"),
            letter(2, "b", "line", "coinbase#b"),
            letter(3, "c", DeadLetter.CAUSE, "IllegalStateException: bug")));
    await().atMost(PATIENCE).until(() -> api.ids("").size() == 3);
    Map<String, List<String>> expected =
        Map.of(
            "?flow=feed",
            List.of("a"),
            "?venue=kraken",
            List.of("a"),
            "?header=line:coinbase%23b",
            List.of("b"),
            "?cause=illegalstate",
            List.of("c"),
            "?flow=work&cause=column",
            List.of("b"),
            "?topic=" + topics.dead() + "&flow=work&cause=bug",
            List.of("c"),
            "?to=2020-01-01",
            List.of(),
            "?from=2020-01-01T00:00:00Z&to=2100-01-01&venue=kraken",
            List.of("a"),
            "?from=2100-01-01",
            List.of(),
            "?state=discarded",
            List.of());
    expected.forEach((query, values) ->
        assertThat(api.items(query))
            .as(query)
            .extracting(item -> item.path("preview").asString())
            .isEqualTo(values));
  }

  @Test
  void letterThatIsNotYetThereIsNotFound() {
    OperatorClient api = start();
    write(Stream.of(letter(1, "x")));
    String id = api.awaitOne("");
    String next = id.substring(0, id.lastIndexOf('-') + 1) + "1";
    api.get("/" + next).problem(404, "letter_not_found");
  }

  @Test
  void hugeLettersAreListedShownInPartAndReplayedWhole() {
    OperatorClient api = start();
    broken = false;
    String huge = "é".repeat((Streams.MAX_RECORD - 2_000) / 2);
    write(IntStream.range(0, 12).mapToObj(number -> letter(number, huge)));
    await().atMost(PATIENCE).until(() -> api.allIds("?limit=5").size() == 12);
    JsonNode line = api.items("?limit=1").getFirst();
    assertThat(line.path("bytes").asInt()).isEqualTo(huge.length() * 2);
    assertThat(line.path("preview").asString()).hasSizeLessThanOrEqualTo(120);

    String id = line.path("id").asString();
    JsonNode payload = api.get("/" + id).expect(200).body().path("payload");
    assertThat(payload.path("truncated").asBoolean()).isTrue();
    assertThat(payload.path("bytes").asInt()).isEqualTo(huge.length() * 2);
    assertThat(payload.path("text").asString()).hasSize(DeadLetterShapes.PAYLOAD_SHOWN / 2);

    runFlows();
    api.post("/" + id + "/replay", "{\"reason\":\"x\"}").expect(200);
    await().atMost(PATIENCE).until(() -> worked.size() == 1);
    assertThat(worked.getFirst().equals(huge)).isTrue();
  }

  @Test
  void bytesThatAreNoTextAreShownAsBase64() {
    OperatorClient api = start();
    byte[] bytes = {0, (byte) 0xff, 7};
    write(
        Stream.of(new OutgoingRecord(topics.dead(), 0, null, bytes, Map.of("nothing", "we know"))));
    String id = api.awaitOne("");
    JsonNode story = api.get("/" + id).expect(200).body();
    assertThat(story.at("/payload/base64").asString())
        .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    assertThat(story.path("payload").has("text")).isFalse();
    assertThat(story.at("/letter/flow").asString()).isEqualTo("unknown");
  }

  // Many at once

  @Test
  void manyAreTriedThenReplayedAndThoseThatCameMeanwhileAreNot() {
    OperatorClient api = start();
    broken = false;
    runFlows();
    write(letters(0, 60));
    write(Stream.of(letter(60, "unreadable"), letter(61, "x", DeadLetter.FLOW, "nobody")));
    await().atMost(PATIENCE).until(() -> api.ids("?limit=200").size() == 62);

    JsonNode tried = api.post("/dry-run", "{\"filter\":{},\"max\":1000}").expect(200).body();
    assertThat(tried.path("matched").asInt()).isEqualTo(62);
    assertThat(tried.path("done").asInt()).isZero();
    assertThat(tried.path("more").asBoolean()).isFalse();
    assertThat(tried.at("/outcomes/works").asInt()).isEqualTo(60);
    assertThat(tried.at("/outcomes/fails").asInt()).isEqualTo(1);
    assertThat(tried.at("/reasons/it makes no sense").asInt()).isEqualTo(1);
    write(letters(100, 110));

    String asOf = tried.path("asOf").asString();
    JsonNode done =
        api.post(
                "/replay",
                "{\"filter\":{},\"max\":1000,\"reason\":\"mended\",\"asOf\":\"" + asOf + "\"}")
            .expect(200)
            .body();
    assertThat(done.path("matched").asInt()).isEqualTo(62);
    assertThat(done.path("done").asInt()).isEqualTo(60);
    assertThat(done.path("failed").asInt()).isZero();
    await().atMost(PATIENCE).until(() -> worked.size() == 60);
    assertThat(worked)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 60).mapToObj(number -> "letter " + number).toList());
    assertThat(api.ids("?state=open&limit=200")).hasSize(12);

    JsonNode discarded =
        api.post(
                "/discard",
                "{\"filter\":{\"flow\":\"work\",\"cause\":\"column\"},\"max\":4,\"reason\":\"old\"}")
            .expect(200)
            .body();
    assertThat(discarded.path("done").asInt()).isEqualTo(4);
    assertThat(discarded.path("more").asBoolean()).isTrue();
    assertThat(api.ids("?state=open&limit=200")).hasSize(8);
    assertThat(api.ids("?state=discarded&limit=200")).hasSize(4);
  }

  // Who may

  @Test
  void nobodyComesInWithoutTheKey() {
    OperatorClient api = start();
    URI list = URI.create("http://127.0.0.1:" + api.port() + "/operator/dead-letters");
    OperatorClient.Answer none = api.call(HttpRequest.newBuilder(list));
    none.problem(401, "operator_key_missing");
    assertThat(none.response().headers().firstValue("www-authenticate"))
        .contains("Bearer realm=\"operator\"");
    OperatorClient.Answer wrong =
        new OperatorClient(api.port(), "not the key, although it is long").get("");
    wrong.problem(401, "operator_key_wrong");
    assertThat(wrong.response().headers().firstValue("www-authenticate").orElseThrow())
        .contains("invalid_token");
    assertThat(wrong.response().headers().firstValue("cache-control")).contains("no-store");
    api.get("").expect(200);
  }

  @Test
  void afterTenWrongKeysNoOtherWrongOneIsListenedTo() {
    OperatorClient api = start();
    OperatorClient wrong = new OperatorClient(api.port(), "not the key, although it is long");
    for (int attempt = 0; attempt < 10; attempt++) {
      wrong.get("").problem(401, "operator_key_wrong");
    }
    OperatorClient.Answer answer = wrong.get("");
    answer.problem(429, "too_many_attempts");
    assertThat(answer.response().headers().firstValue("retry-after")).isPresent();
    api.get("").expect(200);
  }

  @Test
  void withoutAKeyTheApiIsClosed() {
    ConfigurableApplicationContext application =
        DeadLettersApp.start(topics, streams, CHECK, "penstock.operator.key=");
    started.add(application);
    new OperatorClient(DeadLettersApp.port(application), DeadLettersApp.KEY)
        .get("")
        .problem(503, "operator_key_not_set");
  }

  @Test
  void describesItselfWithItsCodesAndItsKey() {
    OperatorClient api = start("springdoc.api-docs.enabled=true");
    JsonNode description =
        api.call(
                HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + api.port() + "/v3/api-docs")))
            .expect(200)
            .body();
    JsonNode paths = description.path("paths");
    assertThat(paths.propertyNames())
        .contains(
            "/operator/dead-letters",
            "/operator/dead-letters/{id}",
            "/operator/dead-letters/{id}/dry-run",
            "/operator/dead-letters/{id}/replay",
            "/operator/dead-letters/{id}/discard",
            "/operator/dead-letters/dry-run",
            "/operator/dead-letters/replay",
            "/operator/dead-letters/discard");
    JsonNode replay = paths.path("/operator/dead-letters/{id}/replay").path("post");
    assertThat(replay.at("/responses/409").toString())
        .contains("already_replayed", "would_fail", "not_replayable");
    assertThat(replay.at("/responses/401").toString()).contains("operator_key_wrong");
    assertThat(replay.at("/requestBody/content/application~1json/schema/$ref").asString())
        .isEqualTo("#/components/schemas/DeadLetterReplay");
    assertThat(replay.at("/security/0").has("operator")).isTrue();
    assertThat(description.at("/components/securitySchemes/operator/scheme").asString())
        .isEqualTo("bearer");
    assertThat(
            paths
                .path("/operator/dead-letters")
                .path("get")
                .path("parameters")
                .valueStream()
                .map(parameter -> parameter.path("name").asString()))
        .containsExactly(
            "limit", "cursor", "topic", "flow", "venue", "header", "cause", "state", "from", "to");
  }

  @Test
  void countsAsManyScansAsItMay() {
    OperatorClient api = start("penstock.dead-letters.scans=1");
    write(letters(0, 400));
    List<Integer> answers =
        Arrays.stream(new int[8])
            .parallel()
            .mapToObj(any -> api.get("?limit=200&cause=none").status())
            .toList();
    assertThat(answers).contains(200).allMatch(status -> status == 200 || status == 503);
    api.get("").expect(200);
  }
}
