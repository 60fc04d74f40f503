package io.penstock.market.bars;

import io.penstock.platform.postgres.GroupLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.bars.*}: the group commit of batches; see {@link GroupLimits}. A batch is what
 * one partition has ready.
 *
 * @param batches in one transaction at most
 * @param lanes transactions at the same time at most
 * @param capacity batches unanswered at most
 * @param deadline for a batch to be stored
 */
@ConfigurationProperties("penstock.bars")
record BarsProperties(
    @DefaultValue("16") int batches,
    @DefaultValue("1") int lanes,
    @DefaultValue("64") int capacity,
    @DefaultValue("15s") Duration deadline) {

  GroupLimits limits() {
    return new GroupLimits(batches, lanes, capacity, deadline);
  }
}
