package io.penstock.sandbox.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sandbox.venue.Recording;
import io.penstock.sandbox.venue.RecordingException;
import io.penstock.sandbox.venue.ReplaySpeed;
import io.penstock.sandbox.venue.TestRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

  @TempDir private Path folder;

  @Test
  void readsPlainAndZippedFilesOfADirectoryByName() throws IOException {
    TestRecording second = CoinbaseFrames.session("B-USD");
    TestRecording first = CoinbaseFrames.session("A-USD");
    second.write(folder.resolve("2.jsonl"));
    first.writeZipped(folder.resolve("1.jsonl.gz"));
    Files.writeString(folder.resolve("notes.txt"), "not a recording");
    Recording<RecordedFrame, Told> recording = open(folder);
    assertThat(texts(recording, 0)).isEqualTo(List.copyOf(concat(first.frames(), second.frames())));
    assertThat(recording.frames()).isEqualTo(12);
    assertThat(((CoinbaseContents) recording.contents()).products())
        .containsExactly("A-USD", "B-USD");
  }

  @Test
  void passesOverEmptyLinesAndWhatTheClientSent() throws IOException {
    TestRecording session =
        CoinbaseFrames.session("A-USD").line("", "ws", "out", "{\"type\":\"subscribe\"}");
    Path file = session.write(folder.resolve("a.jsonl"));
    Files.writeString(file, "\n" + Files.readString(file).replace("\n", "\n\n"));
    assertThat(texts(open(file), 0)).isEqualTo(session.frames());
    assertThat(texts(open(file), 4)).isEqualTo(session.frames().subList(4, 6));
  }

  @Test
  void opensFilesAgainForEachReader() throws IOException {
    TestRecording session = CoinbaseFrames.session("A-USD");
    Recording<RecordedFrame, Told> recording = open(session.write(folder.resolve("a.jsonl")));
    assertThat(texts(recording, 0)).isEqualTo(texts(recording, 0));
  }

  @Test
  void saysThatThereIsNone() {
    refusal(folder.resolve("none.jsonl"))
        .hasMessage(
            "Recording "
                + folder.resolve("none.jsonl")
                + " does not exist: check penstock.sandbox.recording.");
    refusal(folder)
        .hasMessage("Directory " + folder + " holds no recording (*.jsonl or *.jsonl.gz).");
  }

  @Test
  void saysWhichLineIsNoneOfARecording() throws IOException {
    Path file = CoinbaseFrames.session("A-USD").write(folder.resolve("a.jsonl"));
    Files.writeString(file, Files.readString(file) + "{\"received\":1}\n");
    refusal(file)
        .hasMessage(
            "Recording "
                + file
                + ", line 7: expected {\"received\",\"channel\",\"direction\",\"frame\"}.");
    Files.writeString(file, "no json");
    refusal(file)
        .hasMessage(
            "Recording "
                + file
                + ", line 1: expected {\"received\",\"channel\",\"direction\",\"frame\"}.");
  }

  @Test
  void saysWhereAFileBreaksOff() throws IOException {
    Path file = CoinbaseFrames.session("A-USD").writeZipped(folder.resolve("a.jsonl.gz"));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 12));
    refusal(file)
        .hasMessage(
            "Recording " + file + " breaks off after line 0: Unexpected end of ZLIB input stream.");
    Files.writeString(file, "not zipped");
    refusal(file).hasMessage("Recording " + file + " cannot be read: Not in GZIP format.");
  }

  @Test
  void saysThatItIsAnotherVenues() throws IOException {
    Path file =
        new TestRecording()
            .add(0, "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1}}")
            .write(folder.resolve("binance.jsonl"));
    refusal(file)
        .hasMessage(
            "Recording "
                + file
                + " is none of coinbase; its first frame begins with"
                + " {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"t");
  }

  @Test
  void saysThatItIsEmpty() throws IOException {
    Path file = Files.createFile(folder.resolve("a.jsonl"));
    refusal(file).hasMessage("Recording " + file + " is empty.");
    new TestRecording().line("", "http:/products", "in", "[]").write(file);
    refusal(file)
        .hasMessage("Recording " + file + " holds no frames that an exchange sent over a socket.");
  }

  @Test
  void knowsSpeedsFromOneToAHundredAndTheLargest() {
    assertThat(ReplaySpeed.of("2.5").played(Duration.ofSeconds(5)))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(ReplaySpeed.of("100").recorded(Duration.ofSeconds(1)))
        .isEqualTo(Duration.ofSeconds(100));
    assertThat(ReplaySpeed.of("max").played(Duration.ofDays(1))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "100.1", "NaN", "fast", ""})
  void refusesOtherSpeeds(String speed) {
    assertThatThrownBy(() -> ReplaySpeed.of(speed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("penstock.sandbox.speed must be ");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusal(Path path) {
    return assertThatThrownBy(() -> open(path)).isInstanceOf(RecordingException.class);
  }

  private static Recording<RecordedFrame, Told> open(Path path) {
    return Recording.open(path, new CoinbaseContents());
  }

  private static List<String> texts(Recording<RecordedFrame, Told> recording, long skip) {
    return recording
        .frames(skip)
        .map(RecordedFrame::text)
        .collectList()
        .blockOptional()
        .orElseThrow();
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
