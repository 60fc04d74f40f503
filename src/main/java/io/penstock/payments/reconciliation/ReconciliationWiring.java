package io.penstock.payments.reconciliation;

import io.penstock.payments.charges.Charges;
import io.penstock.payments.intents.Intents;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Outcomes are looked for by the role payments. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.PAYMENTS)
class ReconciliationWiring {

  @Bean
  LooksRunner looksRunner(Intents intents, Charges charges, Telemetry telemetry, Clock clock) {
    return new LooksRunner(new Looks(intents, charges, telemetry, clock), telemetry);
  }
}
