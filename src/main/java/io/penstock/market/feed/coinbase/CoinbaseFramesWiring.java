package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.FrameReader;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads Coinbase's frames for operators, whether or not Coinbase is read here. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WEB)
class CoinbaseFramesWiring {

  @Bean
  FrameReader coinbaseFrameReader() {
    return new CoinbaseFrameReader();
  }
}
