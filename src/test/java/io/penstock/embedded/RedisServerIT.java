package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {

  private static final String LOADER =
      "redis-server: error while loading shared libraries: libssl.so.3: cannot open shared object file";

  @TempDir Path directory;

  @Test
  void namesMissingLibraryAndItsPackage() throws Exception {
    assertThatExceptionOfType(EmbeddedStartException.class)
        .isThrownBy(() -> start("echo '" + LOADER + "' >&2; exit 127"))
        .withMessage("Redis misses a library of the system (" + LOADER + ")")
        .satisfies(failure ->
            assertThat(failure.mend())
                .isEqualTo(
                    "install OpenSSL 3: the package is libssl3 on Debian and Ubuntu, openssl-libs on Fedora"));
  }

  @Test
  void saysWhatItSaidWhenItRefusesToStart() {
    assertThatExceptionOfType(EmbeddedStartException.class)
        .isThrownBy(() -> start("echo 'Bad directive'; exit 1"))
        .withMessage("Redis did not start: Bad directive");
  }

  @Test
  void givesUpOnSilentServer() {
    assertThatExceptionOfType(EmbeddedStartException.class)
        .isThrownBy(() -> start("exit 0"))
        .withMessage("Redis did not start: no answer within 1 s");
  }

  /** In place of the real program. */
  private void start(String script) throws Exception {
    Programs programs = new Programs(directory.resolve("programs"));
    Files.writeString(programs.redis(), "#!/bin/sh\n" + script + "\n");
    RedisServer.start(
            programs, directory.resolve("redis"), TestServers.freePort(), Duration.ofSeconds(1))
        .close();
  }
}
