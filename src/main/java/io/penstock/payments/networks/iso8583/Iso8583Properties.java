package io.penstock.payments.networks.iso8583;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.networks.iso8583.<network>.*}: card networks that speak this protocol.
 *
 * @param iso8583 by the network's name, such as {@code sandbox-iso}
 */
@ConfigurationProperties("penstock.networks")
record Iso8583Properties(@DefaultValue Map<String, IsoSettings> iso8583) {}
