package io.penstock.platform.redis;

import io.lettuce.core.ClientOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.resilience.ResilienceProperties.Given;
import io.penstock.platform.resilience.ResilienceProperties.GivenBreaker;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection to a Redis under the settings of production, but for a breaker that reopens soon.
 */
public final class TestRedis implements AutoCloseable {

  private final LettuceConnectionFactory connections;
  private final Redis redis;

  private TestRedis(String host, int port) {
    ClientOptions.Builder options = ClientOptions.builder();
    new RedisWiring().lettuceLimits().customize(options);
    connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(host, port),
            LettuceClientConfiguration.builder()
                .clientOptions(options.build())
                .commandTimeout(Duration.ofSeconds(1))
                .shutdownTimeout(Duration.ZERO)
                .build());
    connections.afterPropertiesSet();
    connections.start();
    redis = new Redis(connections, guards().named("redis"));
  }

  /** Of all tests; keys of their own keep them apart. */
  public static TestRedis shared() {
    return at(TestServers.redis().port());
  }

  public static TestRedis at(int port) {
    return new TestRedis("127.0.0.1", port);
  }

  public Redis redis() {
    return redis;
  }

  @Override
  public void close() {
    redis.close();
    connections.destroy();
  }

  private static Guards guards() {
    Given given =
        new Given(
            Duration.ofMillis(1500),
            Duration.ofSeconds(1),
            2,
            null,
            null,
            null,
            new GivenBreaker(null, null, null, Duration.ofMillis(100), null));
    return new Guards(
        new ResilienceProperties(Map.of("redis", given)),
        Clock.systemUTC(),
        RandomGenerator.getDefault(),
        new Telemetry(new SimpleMeterRegistry()));
  }
}
