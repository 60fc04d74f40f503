package io.penstock.market.feed;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Operators can have frames read again, whichever process reads the exchanges. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WEB)
class FeedReplayWiring {

  @Bean
  FeedReplay feedReplay(ObjectProvider<FrameReader> readers, Streams streams) {
    return new FeedReplay(readers.orderedStream().toList(), streams);
  }
}
