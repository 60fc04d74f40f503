package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.Rate;
import io.penstock.market.tick.Symbol;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

class KrakenPropertiesTest {

  static KrakenProperties bound(Map<String, String> settings) {
    Map<String, String> named = new HashMap<>();
    settings.forEach((name, value) -> named.put("penstock.feeds.kraken." + name, value));
    return new Binder(new MapConfigurationPropertySource(named))
        .bindOrCreate("penstock.feeds.kraken", KrakenProperties.class);
  }

  @Test
  void settingsFileHoldsEveryDefaultAndNothingElse() throws IOException {
    List<PropertySource<?>> documents =
        new YamlPropertySourceLoader().load("feeds", new FileSystemResource("config/feeds.yaml"));
    KrakenProperties inFile =
        new Binder(Objects.requireNonNull(ConfigurationPropertySource.from(documents.getFirst())))
            .bind(
                "penstock.feeds.kraken",
                Bindable.of(KrakenProperties.class),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
            .get();

    assertThat(inFile.chosenSymbols()).hasSize(10).startsWith(new Symbol("BTC-USD"));
    KrakenProperties defaults = bound(Map.of());
    assertThat(inFile).usingRecursiveComparison().ignoringFields("symbols").isEqualTo(defaults);
  }

  @Test
  void rulesStayInsideWhatKrakenPublishes() {
    assertThat(bound(Map.of()).rules())
        .isEqualTo(
            new FeedRules(
                new Rate(120, Duration.ofMinutes(10), 10),
                new Rate(5, Duration.ofSeconds(1), 10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                false,
                500,
                null,
                null));
  }

  @Test
  void starMeansEveryPair() {
    assertThat(bound(Map.of("symbols", "*")).chosenSymbols()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "symbols             | *,BTC-USD      | symbols must be * or symbols, not both",
        "channels            | ticker,full   | channels must be among ticker, trade, book and instrument",
        "channels            | ''            | channels must name a channel",
        "depth               | 11            | depth must be 10, 25, 100, 500 or 1000",
        "depth               | 1001          | depth must be 10, 25, 100, 500 or 1000",
        "max-frame           | 17MB           | max-frame must be 1B to 16MB",
        "max-frame           | 0B             | max-frame must be 1B to 16MB",
        "symbols-per-request | 0              | symbols-per-request must be at least 1",
        "connect-timeout     | 0s             | connect-timeout must be above zero"
      })
  void wrongSettingIsNamed(String name, String value, String told) {
    assertThatThrownBy(() -> bound(Map.of(name, value)))
        .rootCause()
        .hasMessageContaining("penstock.feeds.kraken." + told);
  }
}
