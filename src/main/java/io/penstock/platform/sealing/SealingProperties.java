package io.penstock.platform.sealing;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code penstock.sealing.*}.
 *
 * @param keysFile of the {@link KeyRing}
 */
@ConfigurationProperties("penstock.sealing")
record SealingProperties(@Nullable Path keysFile) {

  Path requiredKeysFile() {
    if (keysFile == null) {
      throw new IllegalArgumentException(
          "penstock.sealing.keys-file is not set: what is secret cannot be stored without keys");
    }
    return keysFile;
  }
}
