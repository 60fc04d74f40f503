package io.penstock.platform.sealing;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** For the roles that keep secrets; they do not start without keys. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({Role.PAYMENTS, Role.CARDS})
@EnableConfigurationProperties(SealingProperties.class)
class SealingWiring {

  @Bean
  KeyRing keyRing(SealingProperties properties) {
    return KeyRing.read(properties.requiredKeysFile());
  }

  @Bean
  Sealer sealer(KeyRing keys) {
    return new Sealer(keys);
  }

  @Bean
  Fingerprints fingerprints(KeyRing keys) {
    return new Fingerprints(keys);
  }
}
