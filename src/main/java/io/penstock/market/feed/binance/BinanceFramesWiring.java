package io.penstock.market.feed.binance;

import io.penstock.market.feed.FrameReader;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads Binance's frames for operators, whether or not Binance is read here. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WEB)
class BinanceFramesWiring {

  @Bean
  FrameReader binanceFrameReader() {
    return new BinanceFrameReader();
  }
}
