package io.penstock.platform.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.StreamRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {

  private static Letter letter(Map<String, String> headers) {
    return new Letter(
        "a-0-1",
        new StreamRecord(
            new PartitionId("area.dead.v1", 0), 1, "key", new byte[0], headers, Instant.EPOCH));
  }

  @Test
  void idIsReadAsItWasWritten() {
    for (LetterId id :
        List.of(
            new LetterId("2bgKPmWQSoyAb9Zw0cJ3Cg", 0, 0),
            new LetterId("--_-1-2", 9999, 999_999_999_999_999_999L))) {
      assertThat(LetterId.parse(id.toString())).contains(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "a-0",
        "a-0-",
        "a-00-1",
        "a-0-01",
        "a-0--1",
        "a b-0-1",
        "a-10000-1",
        "é-0-1"
      })
  void anythingElseIsNoId(String text) {
    assertThat(LetterId.parse(text)).isEmpty();
  }

  @Test
  void cursorIsReadAsItWasWritten() {
    SequencedMap<String, List<Long>> below = new LinkedHashMap<>();
    below.put("2bgKPm-_WQSo", List.of(0L, 7L, Long.MAX_VALUE));
    below.put("other", List.of(1L));
    LetterCursor cursor = new LetterCursor(below);
    assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
    assertThat(LetterCursor.parse(cursor.toString())).contains(cursor);
  }

  @Test
  void garbageIsNoCursor() {
    for (String plain :
        List.of("", "a", "a:", ":1", "a:-1", "a:1~", "a:1.x", "a:99999999999999999999")) {
      String text = Base64.getUrlEncoder().encodeToString(plain.getBytes(UTF_8));
      assertThat(LetterCursor.parse(text)).as(plain).isEmpty();
    }
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      LetterCursor.parse(new String(bytes, UTF_8));
      LetterCursor.parse(Base64.getUrlEncoder().encodeToString(bytes));
    }
    assertThat(LetterCursor.parse("A".repeat(20_000))).isEmpty();
  }

  @Test
  void textIsWhatCanBePrinted() {
    assertThat(LetterText.of("a\tb\r\n€ 😀".getBytes(UTF_8), 100)).contains("a\tb\r\n€ 😀");
    assertThat(LetterText.of(new byte[0], 100)).contains("");
    assertThat(LetterText.of(new byte[] {'a', 0}, 100)).isEmpty();
    assertThat(LetterText.of(new byte[] {'a', 27, '['}, 100)).isEmpty();
    assertThat(LetterText.of(new byte[] {(byte) 0xc3, '('}, 100)).isEmpty();
  }

  @Test
  void textIsCutBetweenCharacters() {
    byte[] bytes = "ab€😀".getBytes(UTF_8);
    List<Optional<String>> cut =
        IntStream.rangeClosed(0, bytes.length)
            .mapToObj(most -> LetterText.of(bytes, most))
            .toList();
    assertThat(cut.stream().map(Optional::orElseThrow))
        .containsExactly("", "a", "ab", "ab", "ab", "ab€", "ab€", "ab€", "ab€", "ab€😀");
    // What ends in the middle by itself is no text.
    assertThat(LetterText.of(Arrays.copyOf(bytes, 4), 100)).isEmpty();
  }

  @Test
  void originIsWhatHeadersTell() {
    Map<String, String> headers =
        Map.of(
            DeadLetter.TOPIC, "area.in.v1",
            DeadLetter.PARTITION, "3",
            DeadLetter.OFFSET, "7",
            DeadLetter.TIME, "2026-11-21T10:00:00.123Z");
    assertThat(letter(headers).origin())
        .contains(
            new Letter.Origin(
                new PartitionId("area.in.v1", 3), 7, Instant.parse("2026-11-21T10:00:00.123Z")));
    assertThat(letter(Map.of(DeadLetter.TOPIC, "area.in.v1", DeadLetter.OFFSET, "7")).origin())
        .isEmpty();
    assertThat(
            letter(
                    Map.of(
                        DeadLetter.TOPIC, "t",
                        DeadLetter.PARTITION, "99999999999",
                        DeadLetter.OFFSET, "-7"))
                .origin())
        .isEmpty();
  }

  @Test
  void ownHeadersAreThoseBeforeItDied() {
    assertThat(
            letter(
                    Map.of(
                        "line", "a", DeadLetter.CAUSE, "b", Replays.OF, "c", DeadLetter.TIME, "d"))
                .ownHeaders())
        .containsExactly(Map.entry("line", "a"));
    assertThat(letter(Map.of()).flow()).isEqualTo("unknown");
  }
}
