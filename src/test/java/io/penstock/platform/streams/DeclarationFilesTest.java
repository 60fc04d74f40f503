package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.resilience.Backoff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationFilesTest {

  private static final String GOOD =
      """
      topics:
        area.in.v1:
          about: What comes in.
          key: symbol
          partitions: 4
          retention: 7d
          cleanup: delete
          compression: lz4
          linger: 2ms
          schema: schemas/in.v1.proto
        area.dead.v1:
          about: What cannot be worked.
          key: symbol
          partitions: 1
          retention: forever
          cleanup: compact
          compression: none
          linger: 0ms
          schema: as-it-came
      flows:
        work:
          about: Works.
          from: [area.in.v1]
          group: area-work
          handler: io.penstock.area.WorkFlow
          parallelism: 2
          batch: 100
          in_flight: 1000
          retry: {attempts: 3, first_pause: 100ms, longest_pause: 5s}
          dead_letter: area.dead.v1
        watch:
          about: Watches.
          from: [area.in.v1, area.dead.v1]
          to: [area.in.v1]
          handler: io.penstock.area.WatchFlow
      """;

  @Test
  void readsTopicsAndFlows() {
    Declarations read = parse(GOOD);

    assertThat(read.topics().keySet()).containsExactly("area.in.v1", "area.dead.v1");
    assertThat(read.topic("area.in.v1").retention()).isEqualTo(Duration.ofDays(7));
    assertThat(read.topic("area.in.v1").linger()).isEqualTo(Duration.ofMillis(2));
    assertThat(read.topic("area.dead.v1").retention()).isNull();
    assertThat(read.flow("work").work())
        .isEqualTo(
            new FlowDeclaration.Work(
                "area-work",
                2,
                100,
                1000,
                3,
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
                "area.dead.v1"));
    assertThat(read.flow("watch").work()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          partitions: 4         | partitions: 0         | topics, area.in.v1: partitions must be 1 to 1000, is 0.
          partitions: 4         | partitions: 1001      | topics, area.in.v1: partitions must be 1 to 1000, is 1001.
          partitions: 4         | partitions: four      | topics, area.in.v1: partitions must be a whole number.
          retention: 7d         | retention: 0d         | topics, area.in.v1: retention must be above zero, or forever.
          retention: 7d         | retention: long       | topics, area.in.v1: retention must be a duration such as 100ms, 15m or 7d; it is 'long'.
          cleanup: delete       | cleanup: wipe         | topics, area.in.v1: cleanup must be one of delete, compact; it is 'wipe'.
          compression: lz4      | compression: zip      | topics, area.in.v1: compression must be one of none, lz4, zstd, snappy, gzip; it is 'zip'.
          linger: 2ms           | linger: 2s            | topics, area.in.v1: linger must be 0ms to 1s.
          schema: schemas/in.v1.proto | schema: in.txt  | topics, area.in.v1: schema must be a file such as schemas/bar.v1.proto, or as-it-came; it is 'in.txt'.
          schema: schemas/in.v1.proto | ''              | topics, area.in.v1: lacks schema: add it.
          key: symbol           | key: [symbol]         | topics, area.in.v1: key must be a text.
          key: symbol           | keys: symbol          | topics, area.in.v1: lacks key: add it.
          linger: 2ms           | linger: 2ms, x: 1     | line 9 is not proper YAML
          area.in.v1:           | Area:                 | topics, Area: the name must look like market.ticks.v1.
          handler: io.penstock.area.WorkFlow | handler: Work | flows, work: handler must be a class such as io.penstock.market.prices.PricesFlow; it is 'Work'.
          handler: io.penstock.area.WorkFlow | ''       | flows, work: lacks handler: add it.
          parallelism: 2        | parallelism: 65       | flows, work: parallelism must be 1 to 64, is 65.
          batch: 100            | batch: 0              | flows, work: batch must be 1 to 10000, is 0.
          in_flight: 1000       | in_flight: 99         | flows, work: in_flight must be 100 to 100000, is 99.
          attempts: 3           | attempts: 0           | flows, work: retry.attempts must be 1 to 100, is 0.
          first_pause: 100ms    | first_pause: 6s       | flows, work: longest pause must be at least the first, PT6S, was PT5S.
          first_pause: 100ms    | pause: 100ms          | flows, work, retry: lacks first_pause: add it.
          longest_pause: 5s     | longest_pause: 5s, x: 1 | flows, work, retry: has an unknown key 'x': remove it or mend it (known are attempts, first_pause, longest_pause).
          from: [area.in.v1]    | from: []              | flows, work: from must name at least one topic.
          from: [area.in.v1]    | from: area.in.v1      | flows, work: from must be a list of texts, such as [market.ticks.v1].
          group: area-work      | ''                    | flows, work: has an unknown key 'parallelism': remove it or mend it (known are about, from, to, handler, group).
          topics:               | topic:                | has an unknown key 'topic': remove it or mend it (known are topics, flows).
          """)
  void saysWhatIsWrongAndWhere(String good, String bad, String sentence) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> parse(GOOD.replaceFirst(Pattern.quote(good), bad)))
        .isInstanceOf(DeclarationException.class)
        .message()
        .startsWith("streams/area.yaml")
        .contains(sentence);
  }

  @Test
  void refusesTheSameKeyTwice() {
    assertThatThrownBy(() -> parse(GOOD.replace("  linger: 2ms", "  linger: 2ms\n    linger: 3ms")))
        .isInstanceOf(DeclarationException.class)
        .hasMessageStartingWith("streams/area.yaml line 10 is not proper YAML: Duplicate");
  }

  @Test
  void refusesTheSameTopicInTwoFiles() {
    SequencedMap<String, String> files = new LinkedHashMap<>(Map.of("area.yaml", GOOD));
    files.put("other.yaml", GOOD.substring(0, GOOD.indexOf("  area.dead.v1:")));
    assertThatThrownBy(() -> DeclarationFiles.parse(files))
        .isInstanceOf(DeclarationException.class)
        .hasMessage("streams/other.yaml, topics, area.in.v1: is declared twice: remove one.");
  }

  @Test
  void refusesFlowsOfTopicsThatAreNotDeclared() {
    assertThatThrownBy(
            () -> parse(GOOD.replace("dead_letter: area.dead.v1", "dead_letter: area.lost.v1")))
        .isInstanceOf(DeclarationException.class)
        .hasMessage(
            "Flow work names topic area.lost.v1, which no file declares: declare it below topics, or mend the name"
                + " (declared are area.in.v1, area.dead.v1).");
  }

  @Test
  void refusesFlowsWithoutClass() {
    assertThatThrownBy(() ->
            parse(GOOD).checkHandlers(name -> !name.equals("io.penstock.area.WatchFlow"), Set.of()))
        .isInstanceOf(DeclarationException.class)
        .hasMessage(
            "Flow watch has handler io.penstock.area.WatchFlow, and there is no such class: write it, or mend the name"
                + " in streams/*.yaml.");
  }

  @Test
  void refusesClassesWithoutFlow() {
    Set<String> classes = Set.of("io.penstock.area.WorkFlow", "io.penstock.area.LostFlow");
    assertThatThrownBy(() -> parse(GOOD).checkHandlers(any -> true, classes))
        .isInstanceOf(DeclarationException.class)
        .hasMessage(
            "No flow in streams/*.yaml has the handler io.penstock.area.LostFlow: declare one, or name the class"
                + " without the suffix Flow.");
  }

  @Test
  void refusesToStartWithoutAnyTopic() {
    assertThatThrownBy(() -> DeclarationFiles.parse(new LinkedHashMap<>()))
        .isInstanceOf(DeclarationException.class)
        .hasMessage("There is no streams/*.yaml that declares a topic: put the files back.");
  }

  private static Declarations parse(String text) {
    return DeclarationFiles.parse(new LinkedHashMap<>(Map.of("area.yaml", text)));
  }
}
