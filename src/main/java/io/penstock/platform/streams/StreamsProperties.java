package io.penstock.platform.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code penstock.streams.*}; {@code config/application.yaml} tells their meaning.
 *
 * @param bootstrapServers {@code host:port} of some brokers
 * @param startDeadline for the broker to be there and all topics to be made or checked
 * @param replication copies of each partition that the broker keeps; for topics made anew
 * @param leaveTimeout for work in hand when a partition is taken away or a flow stops
 * @param instance this process's own name among its equals: started again, it has its partitions
 *     back at once, even after a crash; empty: its partitions go to others as soon as it leaves
 * @param send limits of sending
 * @param client more properties for every Kafka client, such as those of TLS
 */
@ConfigurationProperties("penstock.streams")
record StreamsProperties(
    @DefaultValue("localhost:9092") List<String> bootstrapServers,
    @DefaultValue("30s") Duration startDeadline,
    @DefaultValue("1") short replication,
    @DefaultValue("2s") Duration leaveTimeout,
    @DefaultValue("") String instance,
    @DefaultValue Send send,
    @DefaultValue Map<String, String> client) {

  StreamsProperties {
    Checks.check(
        !bootstrapServers.isEmpty(), "penstock.streams.bootstrap-servers must name a broker");
    Checks.check(startDeadline.isPositive(), "penstock.streams.start-deadline must be above zero");
    Checks.range("penstock.streams.replication", replication, 1, 9);
    Checks.check(leaveTimeout.isPositive(), "penstock.streams.leave-timeout must be above zero");
  }

  /**
   * @param inFlight records of one sending that are not yet acknowledged, at most: 1 to 100,000
   * @param buffer memory for batches on their way, per kind of compression and linger
   * @param batch size of a batch
   * @param deliveryTimeout after which a record without acknowledgement has failed; at least 1 s
   */
  record Send(
      @DefaultValue("4096") int inFlight,
      @DefaultValue("16MB") DataSize buffer,
      @DefaultValue("64KB") DataSize batch,
      @DefaultValue("10s") Duration deliveryTimeout) {

    private static final int MOST_IN_FLIGHT = 100_000;

    Send {
      Checks.range("penstock.streams.send.in-flight", inFlight, 1, MOST_IN_FLIGHT);
      Checks.check(batch.toBytes() > 0, "penstock.streams.send.batch must be above zero");
      Checks.check(
          buffer.compareTo(batch) >= 0,
          "penstock.streams.send.buffer must hold a batch at least, is " + buffer);
      Checks.check(
          deliveryTimeout.compareTo(Duration.ofSeconds(1)) >= 0,
          "penstock.streams.send.delivery-timeout must be at least 1s, is " + deliveryTimeout);
    }
  }
}
