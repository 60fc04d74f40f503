package io.penstock.market.feed;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** Runs every {@link Feed} there is; a venue's own wiring adds it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.INGEST)
@EnableConfigurationProperties({FeedsProperties.class, RecordProperties.class})
class FeedsWiring {

  @Bean
  FrameTapes frameTapes(ObjectProvider<FrameRecorder> recorder) {
    FrameRecorder on = recorder.getIfAvailable();
    return on == null ? venue -> FrameTape.OFF : on::tape;
  }

  @Bean
  @ConditionalOnProperty("penstock.record")
  FrameRecorder frameRecorder(RecordProperties settings, Clock clock, Telemetry telemetry) {
    return new FrameRecorder(Path.of(settings.record()), clock, telemetry);
  }

  @Bean
  @ConditionalOnProperty("penstock.record")
  RecorderRunner recorderRunner(FrameRecorder recorder) {
    return new RecorderRunner(recorder);
  }

  /** The supervisors of all venues, as one bean. */
  record Supervisors(List<FeedSupervisor> all) {}

  @Bean
  Supervisors feedSupervisors(
      ObjectProvider<Feed> feeds,
      FeedsProperties settings,
      Streams streams,
      Telemetry telemetry,
      Clock clock,
      RandomGenerator random) {
    FeedTools tools =
        new FeedTools(settings, streams, telemetry, clock, Schedulers.parallel(), random);
    return new Supervisors(
        feeds
            .orderedStream()
            .map(feed -> new FeedSupervisor(feed, new FeedCatalogue(feed, tools), tools))
            .toList());
  }

  @Bean
  FeedsRunner feedsRunner(Supervisors supervisors, Telemetry telemetry) {
    return new FeedsRunner(supervisors.all(), telemetry);
  }

  @Bean
  FeedsHealth feedsHealthIndicator(Supervisors supervisors) {
    return new FeedsHealth(supervisors.all());
  }
}
