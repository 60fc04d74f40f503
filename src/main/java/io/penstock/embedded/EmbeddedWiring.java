package io.penstock.embedded;

import io.penstock.payments.merchants.Merchants;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/** The servers themselves are there before any wiring: {@link EmbeddedStart}. */
@Configuration(proxyBeanMethods = false)
@Profile("embedded")
class EmbeddedWiring {

  @Bean
  SandboxInfo sandboxInfo(
      EmbeddedServers servers,
      Environment environment,
      ObjectProvider<SandboxInfoContributor> contributors) {
    return new SandboxInfo(servers, environment, contributors);
  }

  @Bean
  ReadyScreen readyScreen(SandboxInfo info, Environment environment) {
    return new ReadyScreen(info, environment.getProperty("server.address", "0.0.0.0"), System.out);
  }

  @Bean
  @ConditionalOnRole(Role.PAYMENTS)
  DemoMerchantRunner demoMerchantRunner(
      Merchants merchants, EmbeddedServers servers, Environment environment) {
    String address = environment.getProperty("server.address", "0.0.0.0");
    return new DemoMerchantRunner(
        merchants, servers.dataDirectory(), ReadyScreen.isLoopback(address));
  }
}
