package io.penstock.platform.deadletters;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.dead-letters.*}; {@code config/application.yaml} tells their meaning.
 *
 * @param scanRecords that a page of the list reads at most, at least 100
 * @param scanTime that a page of the list takes, but for the piece in hand
 * @param scans at the same time
 * @param bulkTime that one call does to many letters
 * @param decisions remembered
 */
@ConfigurationProperties("penstock.dead-letters")
record DeadLettersProperties(
    @DefaultValue("5000") int scanRecords,
    @DefaultValue("2s") Duration scanTime,
    @DefaultValue("4") int scans,
    @DefaultValue("25s") Duration bulkTime,
    @DefaultValue("100000") int decisions) {

  private static final int LEAST_RECORDS = 100;

  DeadLettersProperties {
    check(scanRecords >= LEAST_RECORDS, "scan-records must be at least " + LEAST_RECORDS);
    check(scanTime.isPositive(), "scan-time must be above zero");
    check(scans > 0, "scans must be at least 1");
    check(bulkTime.isPositive(), "bulk-time must be above zero");
    check(decisions > 0, "decisions must be at least 1");
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException("penstock.dead-letters." + sentence);
    }
  }
}
