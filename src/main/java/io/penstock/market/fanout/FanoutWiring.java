package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.market.prices.Prices;
import io.penstock.platform.http.Door;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.json.JsonMapper;

/** The fan-out's beans. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.FANOUT)
@EnableConfigurationProperties({FanoutProperties.class, TokensProperties.class})
class FanoutWiring {

  /** The board's thread: an event loop, because others hand it work without ever waiting. */
  @Bean(destroyMethod = "shutdownGracefully")
  EventLoopGroup fanoutBoardThread() {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("fanout-board", true), NioIoHandler.newFactory());
  }

  @Bean
  Ring fanoutRing(FanoutProperties properties) {
    return new Ring(properties.historyMaxBytes().toBytes(), properties.historyWindow());
  }

  @Bean
  TickHops fanoutHops(Telemetry telemetry) {
    return new TickHops(telemetry.meters());
  }

  @Bean
  Loops fanoutLoops(FanoutProperties properties, Ring ring, TickHops hops) {
    return new Loops(properties, ring, hops);
  }

  @Bean
  Board fanoutBoard(
      EventLoopGroup fanoutBoardThread,
      Loops loops,
      Ring ring,
      Clock clock,
      FanoutProperties properties) {
    EventLoop thread = fanoutBoardThread.next();
    return new Board(thread, loops, ring, clock, properties);
  }

  @Bean
  Tokens fanoutTokens(
      TokensProperties properties,
      WebClient.Builder http,
      Guards guards,
      Clock clock,
      Telemetry telemetry) {
    JwksClient issuers = new JwksClient(http, guards, properties);
    return new Tokens(properties, issuers::fetch, clock, telemetry);
  }

  @Bean
  Sessions fanoutSessions(
      Board board, Loops loops, Tokens tokens, FanoutProperties properties, Telemetry telemetry) {
    return new Sessions(board, loops, tokens, properties, telemetry);
  }

  @Bean
  FanoutReadiness fanoutHealthIndicator() {
    return new FanoutReadiness();
  }

  @Bean
  FanoutSocket fanoutSocket(
      Door door,
      Sessions sessions,
      FanoutReadiness readiness,
      FanoutProperties properties,
      Telemetry telemetry) {
    return new FanoutSocket(door, sessions, readiness, properties, telemetry);
  }

  @Bean
  Records fanoutRecords(Telemetry telemetry) {
    return new Records(telemetry);
  }

  @Bean
  Rescans fanoutRescans(
      Streams streams, Board board, Records records, Clock clock, Telemetry telemetry) {
    return new Rescans(streams, board, records, clock, telemetry);
  }

  @Bean
  FanoutFlow fanoutFlow(
      Streams streams,
      Prices prices,
      Records records,
      Board board,
      FanoutReadiness readiness,
      FanoutProperties properties,
      Clock clock,
      Telemetry telemetry,
      TickHops hops) {
    return new FanoutFlow(
        streams, prices, records, board, readiness, properties, clock, telemetry, hops);
  }

  @Bean
  FanoutRunner fanoutRunner(FanoutFlow flow, Rescans rescans, Board board, Telemetry telemetry) {
    return new FanoutRunner(flow, rescans, board, telemetry);
  }

  @Bean
  SessionsRunner fanoutSessionsRunner(Sessions sessions, FanoutProperties properties) {
    return new SessionsRunner(sessions, properties.drain());
  }

  @Bean
  FanoutChannels fanoutChannels(JsonMapper json) {
    return new FanoutChannels(json);
  }

  @Bean
  PageFilter pageFilter() {
    return new PageFilter();
  }
}
