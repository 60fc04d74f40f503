package io.penstock.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.mock.env.MockEnvironment;

class ResiliencePropertiesTest {

  @Test
  void fileTellsTheBuiltInDefaults() throws IOException {
    List<PropertySource<?>> file =
        new YamlPropertySourceLoader()
            .load("resilience", new FileSystemResource("config/resilience.yaml"));
    ResilienceProperties properties = bind(file.getFirst());
    assertThat(properties.resilience()).containsKey("defaults");
    assertThat(properties.resilience().get("defaults")).hasNoNullFieldsOrProperties();
    assertThat(properties.of("any")).isEqualTo(GuardSettings.DEFAULTS);
  }

  @Test
  void guardOverridesDefaultsSettingBySetting() {
    ResilienceProperties properties =
        bind(
            Map.of(
                "penstock.resilience.defaults.tries", "5",
                "penstock.resilience.defaults.deadline", "9s",
                "penstock.resilience.coinbase-rest.deadline", "8s",
                "penstock.resilience.coinbase-rest.breaker.open", "1m"));
    GuardSettings settings = properties.of("coinbase-rest");
    assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(8));
    assertThat(settings.tries()).isEqualTo(5);
    assertThat(settings.breaker().open()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.breaker().window()).isEqualTo(GuardSettings.DEFAULTS.breaker().window());
    assertThat(properties.of("other").deadline()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void contradictionNamesTheGuardAndTheSetting() {
    ResilienceProperties properties = bind(Map.of("penstock.resilience.redis.deadline", "1s"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> properties.of("redis"))
        .withMessage(
            "penstock.resilience.redis: deadline must be at least attempt-timeout, PT2S, was PT1S");
  }

  @Test
  void outOfRangeNamesTheSetting() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(Map.of("penstock.resilience.redis.tries", "11")).of("redis"))
        .withMessage("penstock.resilience.redis: tries must be 1 to 10, was 11");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> bind(Map.of("penstock.resilience.redis.breaker.minimum", "21")).of("redis"))
        .withMessage("penstock.resilience.redis: breaker.minimum must be 1 to 20, was 21");
  }

  private static ResilienceProperties bind(Map<String, Object> settings) {
    return bind(new MapPropertySource("settings", settings));
  }

  private static ResilienceProperties bind(PropertySource<?> settings) {
    MockEnvironment environment = new MockEnvironment();
    environment.getPropertySources().addFirst(settings);
    return Binder.get(environment).bindOrCreate("penstock", ResilienceProperties.class);
  }
}
