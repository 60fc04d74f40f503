package io.penstock.market.feed.binance;

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

class BinancePropertiesTest {

  static BinanceProperties bound(Map<String, String> settings) {
    Map<String, String> named = new HashMap<>();
    settings.forEach((name, value) -> named.put("penstock.feeds.binance." + name, value));
    return new Binder(new MapConfigurationPropertySource(named))
        .bindOrCreate("penstock.feeds.binance", BinanceProperties.class);
  }

  @Test
  void settingsFileHoldsEveryDefaultAndNothingElse() throws IOException {
    List<PropertySource<?>> documents =
        new YamlPropertySourceLoader().load("feeds", new FileSystemResource("config/feeds.yaml"));
    BinanceProperties inFile =
        new Binder(Objects.requireNonNull(ConfigurationPropertySource.from(documents.getFirst())))
            .bind(
                "penstock.feeds.binance",
                Bindable.of(BinanceProperties.class),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
            .get();

    assertThat(inFile.chosenSymbols()).hasSize(10).startsWith(new Symbol("BTC-USDT"));
    BinanceProperties defaults = bound(Map.of());
    assertThat(inFile).usingRecursiveComparison().ignoringFields("symbols").isEqualTo(defaults);
    assertThat(defaults.enabled()).isFalse();
  }

  @Test
  void rulesKeepInsideWhatBinancePublishes() {
    assertThat(bound(Map.of()).rules())
        .isEqualTo(
            new FeedRules(
                new Rate(40, Duration.ofMinutes(1), 20),
                new Rate(2, Duration.ofSeconds(1), 2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                false,
                341,
                Duration.ofSeconds(2),
                Duration.ofHours(24).minusMinutes(10)));
  }

  @ParameterizedTest
  @CsvSource({"1,5", "100,5", "101,25", "500,25", "501,50", "1000,50", "1001,250", "5000,250"})
  void bookWeighsWhatItsDepthIs(String depth, int weight) {
    assertThat(bound(Map.of("depth", depth)).depthWeight()).isEqualTo(weight);
  }

  @Test
  void starMeansEveryProduct() {
    assertThat(bound(Map.of("symbols", "*")).chosenSymbols()).isEmpty();
  }

  @Test
  void fewerChannelsLeaveRoomForMoreSymbols() {
    BinanceProperties settings = bound(Map.of("channels", "trade", "max-symbols", "1024"));

    assertThat(settings.readsBooks()).isFalse();
    assertThat(bound(Map.of()).readsBooks()).isTrue();
  }

  @Test
  void unitOfTimesIsAskedForInTheAddress() {
    assertThat(bound(Map.of()).streamPath()).isEqualTo("/stream?timeUnit=MICROSECOND");
    assertThat(bound(Map.of("microseconds", "false")).streamPath()).isEqualTo("/stream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "symbols              | *,BTC-USDT          | symbols must be * or symbols, not both",
        "channels             | ticker              | channels must be among",
        "channels             | depth,depth@100ms   | channels must name each once",
        "channels             | trade,trade         | channels must name each once",
        "max-symbols          | 342                 | max-symbols must be 1 to 341",
        "max-symbols          | 0                   | max-symbols must be 1 to 341",
        "symbols-per-request  | 0                   | symbols-per-request must be at least 1",
        "depth                | 0                   | depth must be 1 to 5000",
        "depth                | 5001                | depth must be 1 to 5000",
        "buffered-updates     | 0                   | buffered-updates must be at least 1",
        "snapshots-at-once    | 0                   | snapshots-at-once must be at least 1",
        "max-frame            | 5MB                 | max-frame must be 1B to 4MB",
        "connect-timeout      | 0s                  | connect-timeout must be above zero",
        "lifetime             | 24h                 | lifetime must be above zero and below 24h",
        "lifetime             | 0s                  | lifetime must be above zero and below 24h",
        "limits.weight-at-once| 49                  | limits must have weight for one book, 50"
      })
  void wrongSettingIsNamed(String name, String value, String told) {
    assertThatThrownBy(() -> bound(Map.of(name, value)))
        .rootCause()
        .hasMessageContaining("penstock.feeds.binance." + told);
  }
}
