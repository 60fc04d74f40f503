package io.penstock.embedded;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code penstock.embedded}. A port is 0 to 65535; 0 takes a free one, which the data directory
 * remembers.
 *
 * @param dataDir kept from start to start
 * @param programsDir where the servers' executables are unpacked; in the data directory unless set
 * @param kafkaControllerPort where the broker speaks with its own controller
 * @param sandboxPort of the simulated exchange
 * @param cardsPort of the simulated card network
 * @param startTimeout after which a server that is not ready counts as failed
 * @param minFreeDisk less than this is not worth starting with
 */
@ConfigurationProperties("penstock.embedded")
record EmbeddedProperties(
    @DefaultValue("data") Path dataDir,
    @Nullable Path programsDir,
    @DefaultValue("15432") int postgresPort,
    @DefaultValue("19092") int kafkaPort,
    @DefaultValue("19093") int kafkaControllerPort,
    @DefaultValue("16379") int redisPort,
    @DefaultValue("18090") int sandboxPort,
    @DefaultValue("18583") int cardsPort,
    @DefaultValue("60s") Duration startTimeout,
    @DefaultValue("1GB") DataSize minFreeDisk) {

  EmbeddedProperties {
    dataDir = dataDir.toAbsolutePath().normalize();
  }

  Programs programs() {
    return new Programs(
        programsDir == null ? dataDir.resolve("programs") : programsDir.toAbsolutePath());
  }
}
