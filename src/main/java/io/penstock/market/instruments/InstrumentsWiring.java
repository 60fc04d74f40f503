package io.penstock.market.instruments;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whoever answers people needs to know what is listed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.FANOUT)
class InstrumentsWiring {

  @Bean
  InstrumentsFlow instrumentsFlow(Streams streams, Instruments instruments, Telemetry telemetry) {
    return new InstrumentsFlow(streams, instruments, telemetry);
  }

  @Bean
  InstrumentsRunner instrumentsRunner(InstrumentsFlow flow, Telemetry telemetry) {
    return new InstrumentsRunner(flow, telemetry);
  }
}
