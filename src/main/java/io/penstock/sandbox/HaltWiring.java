package io.penstock.sandbox;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** For tests that want a process to die at the worst moment. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("penstock.sandbox.halt-at")
class HaltWiring {

  @Bean
  HaltAt haltAt(Environment environment) {
    return HaltAt.of(environment.getRequiredProperty("penstock.sandbox.halt-at"));
  }
}
