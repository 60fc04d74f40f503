package io.penstock.payments.networks;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The door to every network that a protocol's own wiring adds. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({Role.CARDS, Role.PAYMENTS})
@EnableConfigurationProperties(NetworksProperties.class)
class NetworksWiring {

  @Bean
  Networks networks(ObjectProvider<NetworkAdapter> adapters, NetworksProperties settings) {
    return new Networks(
        adapters.orderedStream().flatMap(adapter -> adapter.networks().stream()).toList(),
        settings.routes());
  }
}
