package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DataDirectoryIT {

  private static final DataSize ANY = DataSize.ofBytes(0);

  @TempDir Path directory;

  @Test
  void refusesSecondHolderAndNamesTheFirst() {
    try (DataDirectory held = DataDirectory.take(directory, ANY)) {
      assertThatExceptionOfType(EmbeddedStartException.class)
          .isThrownBy(() -> DataDirectory.take(held.path(), ANY))
          .withMessage(
              "another Penstock (process %d) is running on the data directory %s"
                  .formatted(ProcessHandle.current().pid(), directory))
          .satisfies(refused ->
              assertThat(refused.mend())
                  .isEqualTo(
                      "stop it, or start this one beside it with --penstock.embedded.copy=2"));
    }
  }

  @Test
  void isFreeAgainWhenGivenBack() {
    DataDirectory.take(directory, ANY).close();
    try (DataDirectory taken = DataDirectory.take(directory, ANY)) {
      assertThat(taken.leftBy()).isEmpty();
    }
  }

  @Test
  void takesDirectoryWhoseHolderIsGoneAndNamesHim() throws Exception {
    Files.writeString(directory.resolve("lock"), "123456");
    try (DataDirectory taken = DataDirectory.take(directory, ANY)) {
      assertThat(taken.leftBy()).isEqualTo("123456");
      assertThat(directory.resolve("lock"))
          .hasContent(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void refusesPlaceThatCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatExceptionOfType(EmbeddedStartException.class)
        .isThrownBy(() -> DataDirectory.take(file.resolve("data"), ANY))
        .withMessage(
            "the data directory %s/data cannot be written (Not a directory)".formatted(file));
  }

  @Test
  void refusesFullDiskAndGivesTheDirectoryBack() {
    assertThatExceptionOfType(EmbeddedStartException.class)
        .isThrownBy(() -> DataDirectory.take(directory, DataSize.ofBytes(Long.MAX_VALUE)))
        .withMessageMatching(
            "only [0-9,]+ MB are free on the disk of .*, less than 8,796,093,022,207 MB");
    DataDirectory.take(directory, ANY).close();
  }
}
