package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.ReplaySpeed;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

class SandboxWiringTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withBean(Clock.class, Clock::systemUTC)
          .withBean(Telemetry.class, () -> new Telemetry(new SimpleMeterRegistry()))
          .withUserConfiguration(SandboxWiring.class);

  @Test
  void isThereInTheEmbeddedStartOnly() {
    context.run(started -> assertThat(started).doesNotHaveBean(SandboxExchange.class));
    context
        .withPropertyValues("spring.profiles.active=embedded")
        .run(started ->
            assertThat(started.getBean(SandboxExchange.class).status().plays()).isEqualTo("model"));
  }

  @Test
  void bindsItsSettings() {
    context
        .withPropertyValues(
            "spring.profiles.active=embedded",
            "penstock.sandbox.seed=7",
            "penstock.sandbox.rate=100",
            "penstock.sandbox.speed=max",
            "penstock.sandbox.loop=true",
            "penstock.sandbox.binance.lifetime=5m",
            "penstock.sandbox.recording=")
        .run(started ->
            assertThat(started.getBean(SandboxProperties.class))
                .isEqualTo(
                    new SandboxProperties(
                        0,
                        7,
                        100,
                        "",
                        "max",
                        true,
                        new SandboxProperties.Binance(
                            Duration.ofMinutes(5),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(60)))));
  }

  /** YAML brings a number where it can. */
  @Test
  void bindsASpeedThatIsANumber() {
    context
        .withPropertyValues("spring.profiles.active=embedded")
        .withInitializer(started ->
            started
                .getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("yaml", Map.of("penstock.sandbox.speed", 10))))
        .run(started ->
            assertThat(started.getBean(SandboxProperties.class).replaySpeed())
                .isEqualTo(new ReplaySpeed(10)));
  }

  @Test
  void failsTheStartByOneSentenceWhenTheRecordingCannotBePlayed() {
    context
        .withPropertyValues(
            "spring.profiles.active=embedded", "penstock.sandbox.recording=/nowhere.jsonl")
        .run(started ->
            assertThat(started)
                .getFailure()
                .rootCause()
                .hasMessage(
                    "Recording /nowhere.jsonl does not exist: check penstock.sandbox.recording."));
  }
}
