package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorKeyFileTest {

  @TempDir Path directory;

  @Test
  void keyIsMadeOnceAndKept() {
    Path file = OperatorKeyFile.in(directory);
    String key = OperatorKeyFile.read(file);
    assertThat(key).matches("[A-Za-z0-9_-]{32}");
    assertThat(OperatorKeyFile.in(directory)).isEqualTo(file);
    assertThat(OperatorKeyFile.read(file)).isEqualTo(key);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
    assertThat(Files.getPosixFilePermissions(OperatorKeyFile.in(directory)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatACrashLeftEmptyIsMadeAnew() throws IOException {
    Files.createFile(directory.resolve(OperatorKeyFile.NAME));
    Files.createFile(directory.resolve(OperatorKeyFile.NAME + ".new"));
    assertThat(OperatorKeyFile.read(OperatorKeyFile.in(directory))).hasSize(32);
  }
}
