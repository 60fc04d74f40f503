package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingKeysFileTest {

  @TempDir Path directory;

  @Test
  void keyIsMadeOnceAndKept() throws IOException {
    Path file = SealingKeysFile.in(directory);
    String line = Files.readString(file);
    assertThat(line).matches("first=[A-Za-z0-9+/]{43}=\n");
    assertThat(SealingKeysFile.in(directory)).isEqualTo(file);
    assertThat(file).hasContent(line);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
    assertThat(Files.getPosixFilePermissions(SealingKeysFile.in(directory)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
