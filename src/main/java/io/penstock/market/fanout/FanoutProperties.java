package io.penstock.market.fanout;

import io.penstock.market.tick.Venue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How browsers are served; which ones may come in is {@code penstock.http}'s.
 *
 * @param maxConnections of this process; more are answered 503
 * @param maxFrame of one message of a client, fragments put together
 * @param inboxMaxBytes of messages that are not whole or not worked yet, all clients together
 * @param messageTimeout in which a client has to end a message that it has begun
 * @param maxSubscriptions of one connection
 * @param commandsPerSecond of one connection, in the long run
 * @param commandBurst of one connection, at once
 * @param connectTimeout in which a client has to send its first command
 * @param pingInterval between our pings, whole seconds
 * @param pongTimeout in which a client has to answer one
 * @param batchInterval how long pushes wait for others to leave with
 * @param closeTimeout in which a client has to close a connection that we end; then it is reset
 * @param drain over which connections are ended at shutdown
 * @param historyWindow that is read again at start, and for which publications are kept for clients
 *     that come back or are slow; not less than the interval at which whole books are published
 * @param historyMaxBytes of publications kept, all channels together
 * @param primaryVenues of symbols traded at several, the most wanted first
 * @param freshness when a venue's prices grow old, by venue
 * @param freshnessDefault for the other venues
 */
@ConfigurationProperties("penstock.fanout")
record FanoutProperties(
    @DefaultValue("10000") int maxConnections,
    @DefaultValue("64KB") DataSize maxFrame,
    @DefaultValue("64MB") DataSize inboxMaxBytes,
    @DefaultValue("10s") Duration messageTimeout,
    @DefaultValue("1000") int maxSubscriptions,
    @DefaultValue("100") int commandsPerSecond,
    @DefaultValue("2500") int commandBurst,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("25s") Duration pingInterval,
    @DefaultValue("8s") Duration pongTimeout,
    @DefaultValue("10ms") Duration batchInterval,
    @DefaultValue("5s") Duration closeTimeout,
    @DefaultValue("2s") Duration drain,
    @DefaultValue("120s") Duration historyWindow,
    @DefaultValue("64MB") DataSize historyMaxBytes,
    @DefaultValue("coinbase") List<String> primaryVenues,
    @DefaultValue Map<String, FreshnessProperties> freshness,
    @DefaultValue FreshnessProperties freshnessDefault) {

  /**
   * @param delayedAfter age from which a price is delayed
   * @param staleAfter age from which a price is stale
   */
  record FreshnessProperties(
      @DefaultValue("10s") Duration delayedAfter, @DefaultValue("60s") Duration staleAfter) {

    Freshness.Thresholds thresholds() {
      return new Freshness.Thresholds(delayedAfter, staleAfter);
    }
  }

  FanoutProperties {
    atLeastOne("max-connections", maxConnections);
    atLeastOne("max-subscriptions", maxSubscriptions);
    atLeastOne("commands-per-second", commandsPerSecond);
    atLeastOne("command-burst", commandBurst);
    atLeastOne("max-frame", maxFrame.toBytes());
    atLeastOne("inbox-max-bytes", inboxMaxBytes.toBytes());
    atLeastOne("message-timeout in milliseconds", messageTimeout.toMillis());
    atLeastOne("history-max-bytes", historyMaxBytes.toBytes());
    atLeastOne("ping-interval in seconds", pingInterval.toSeconds());
    if (pongTimeout.compareTo(pingInterval) >= 0) {
      throw new IllegalArgumentException(
          "penstock.fanout.pong-timeout must be below ping-interval");
    }
    primaryVenues.forEach(Venue::new);
    freshness.values().forEach(FreshnessProperties::thresholds);
    freshnessDefault.thresholds();
  }

  List<Venue> primary() {
    return primaryVenues.stream().map(Venue::new).toList();
  }

  Freshness.Thresholds thresholds(Venue venue) {
    return freshness.getOrDefault(venue.value(), freshnessDefault).thresholds();
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "penstock.fanout." + name + " must be at least 1, was " + value);
    }
  }
}
