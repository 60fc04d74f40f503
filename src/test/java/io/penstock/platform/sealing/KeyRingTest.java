package io.penstock.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

  private static final String SHORT = "QUJD";

  @TempDir Path directory;

  @Test
  void lastLineSealsAndWhatSaysNothingIsPassedOver() {
    KeyRing ring =
        KeyRing.of(
            List.of(
                "# ours",
                TestKeys.line("a"),
                "",
                " " + TestKeys.line("b ").replace(" =", "=") + " "),
            "f");
    assertThat(ring.current()).isEqualTo("b");
    assertThat(ring.sealing("a")).isPresent();
    assertThat(ring.sealing("c")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "=QUJD", "id=", "id=QUJD", "id=***", "a b=QUJD", "QUJD"})
  void linesThatAreNoKeysAreNamedByNumberAlone(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.of(List.of(TestKeys.line("a"), line), "ring.keys"))
        .withMessageContaining("ring.keys")
        .withMessageEndingWith("not so: line 2")
        .withMessageNotContaining(SHORT);
  }

  @Test
  void idIsThereOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestKeys.ring("a", "a"))
        .withMessageEndingWith("line 2");
  }

  @Test
  void ringWithoutAKeyIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.of(List.of("# nothing"), "f"))
        .withMessage("the keys' file f holds no key");
  }

  @Test
  void tellsItsIdsAlone() {
    assertThat(TestKeys.ring("a", "b")).hasToString("KeyRing[a, b]");
  }

  @Test
  void fileIsForItsOwnerAlone() throws IOException {
    Path file = Files.write(directory.resolve("keys"), TestKeys.lines("a", "b"));
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
    for (String others : List.of("rw-r-----", "rw-----w-", "rw----r--")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(others));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyRing.read(file))
          .withMessageContaining("is open to others than its owner: chmod 600 ");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(KeyRing.read(file)).hasToString("KeyRing[a, b]");
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> KeyRing.read(directory.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none cannot be read");
  }

  @Test
  void settingIsAskedForByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SealingProperties(null).requiredKeysFile())
        .withMessageStartingWith("penstock.sealing.keys-file is not set");
  }
}
