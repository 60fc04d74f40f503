package io.penstock.market.feed;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Recording of what venues say.
 *
 * @param record the directory that recordings are written to; empty: nothing is recorded
 */
@ConfigurationProperties("penstock")
record RecordProperties(@DefaultValue("") String record) {}
