package io.penstock.market.feed.kraken;

import io.penstock.market.feed.FrameReader;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads Kraken's frames for operators, whether or not Kraken is read here. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WEB)
class KrakenFramesWiring {

  @Bean
  FrameReader krakenFrameReader() {
    return new KrakenFrameReader();
  }
}
