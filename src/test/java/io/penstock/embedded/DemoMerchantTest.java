package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoMerchantTest {

  @TempDir Path directory;

  private final DemoMerchant demo = new DemoMerchant("acct_1", "pk_test_1", "sk_test_1");

  @Test
  void isReadAsItWasWritten() {
    Path file = DemoMerchant.fileIn(directory);
    assertThat(DemoMerchant.read(file)).isEmpty();
    demo.write(file);
    assertThat(DemoMerchant.read(file)).contains(demo);
    assertThat(demo.toString()).doesNotContain("sk_test");
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
    Path file = DemoMerchant.fileIn(directory);
    demo.write(file);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
