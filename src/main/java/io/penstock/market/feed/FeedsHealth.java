package io.penstock.market.feed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Shows each feed; down while a breaker is open. Belongs to no probe: a restart of ours mends no
 * exchange.
 */
final class FeedsHealth extends AbstractHealthIndicator {

  private final List<FeedSupervisor> supervisors;

  FeedsHealth(List<FeedSupervisor> supervisors) {
    this.supervisors = supervisors;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    health.up();
    for (FeedSupervisor supervisor : supervisors) {
      FeedStatus status = supervisor.status();
      health.withDetail(supervisor.venue().value(), details(status));
      if (status.isBreakerOpen()) {
        health.down();
      }
    }
  }

  private static Map<String, Object> details(FeedStatus status) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("connected", status.isConnected());
    details.put("live", status.live());
    details.put("symbols", status.symbols());
    details.put("lastFrameAgeMs", status.frameAge().toMillis());
    details.put("failures", status.failures());
    details.put("breaker", status.isBreakerOpen() ? "open" : "closed");
    return details;
  }
}
