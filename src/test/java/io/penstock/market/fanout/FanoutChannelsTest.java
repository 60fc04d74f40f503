package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Level;
import io.penstock.platform.asyncapi.AsyncApiDocument;
import io.penstock.platform.asyncapi.AsyncApiSpecification;
import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.SchemaFiles;
import io.penstock.platform.values.Decimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds what AsyncAPI tells of the browsers' channels, and what is really sent, together. */
class FanoutChannelsTest {

  private final FanoutChannels channels = new FanoutChannels(JsonMapper.shared());
  private final JsonNode tree = JsonMapper.shared().valueToTree(channels.channels());

  @Test
  void documentIsWhatTheSpecificationDemands() {
    AsyncApiSpecification.assertValid(
        AsyncApiDocument.of(Declarations.read(), SchemaFiles.read(), List.of(channels)));
  }

  @Test
  void everyKindOfChannelIsThereAndSendsAndNothingElseDoes() {
    List<String> kinds = Arrays.stream(ChannelKind.values()).map(ChannelKind::namespace).toList();
    assertThat(tree.propertyNames()).containsExactlyElementsOf(kinds);
    assertThat(channels.operations())
        .containsOnlyKeys(kinds.stream().map(kind -> "fanout.send." + kind).toList());
    assertThat(kinds)
        .allSatisfy(kind ->
            assertThat(tree.path(kind).path("address").asString()).isEqualTo(kind + ":{symbol}"));
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void payloadsAreWhatTheirSchemaSays(ChannelKind kind) {
    assertThat(payloads().get(kind))
        .isNotEmpty()
        .allSatisfy(payload -> assertThat(errors(kind, payload)).as(payload).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRADES | \"price\":\"61820.99\" | \"price\":61820.99",
        "TRADES | \"tradeId\":7,         | ''",
        "TRADES | \"takerSide\":\"buy\"  | \"takerSide\":\"BUY\"",
        "TRADES | \"tradeId\":7          | \"tradeId\":7,\"more\":1",
        "TICKER | \"state\":\"stale\"    | \"state\":\"old\"",
        "BOOK   | \"snapshot\"           | \"whole\"",
        "BARS_1M| \"1m\"                 | \"2m\"",
      })
  void schemasAreStrict(ChannelKind kind, String right, String wrong) {
    String payload = payloads().getOrDefault(kind, List.of()).getFirst();
    assertThat(payload).contains(right);
    assertThat(errors(kind, payload.replace(right, wrong))).isNotEmpty();
  }

  private List<?> errors(ChannelKind kind, String payload) {
    Schema schema =
        AsyncApiSpecification.schema(
            tree.path(kind.namespace()).at("/messages/publication/payload/schema"));
    return schema.validate(payload, InputFormat.JSON);
  }

  /** By what writes them for the sockets. */
  private static Map<ChannelKind, List<String>> payloads() {
    List<Level> bids = List.of(new Level(Decimal.parse("61820.98"), Decimal.parse("0.5")));
    List<Level> asks = List.of(new Level(Decimal.parse("61821.00"), Decimal.ZERO));
    String trade = Payloads.trade(Samples.trade(BTC, 7, "61820.99"));
    Decimal price = Decimal.parse("61820.99");
    Freshness stale = Freshness.stale(Samples.TIMES.received(), Samples.NOW);
    Map<ChannelKind, List<String>> payloads = new EnumMap<>(ChannelKind.class);
    payloads.put(
        ChannelKind.TICKER,
        List.of(
            Payloads.ticker(
                new Price(BTC, price, price, price, price, price, Samples.TIMES, stale)),
            Payloads.ticker(new Price(BTC, null, null, null, null, null, Samples.TIMES, stale))));
    payloads.put(ChannelKind.TRADES, List.of(trade, trade.replaceAll("}$", ",\"skipped\":3}")));
    payloads.put(
        ChannelKind.BOOK,
        List.of(
            Payloads.bookSnapshot(BTC, 12, bids, asks),
            Payloads.bookUpdate(BTC, 13, List.of(), asks)));
    payloads.put(ChannelKind.BARS_1S, List.of(bar(BarInterval.ONE_SECOND)));
    payloads.put(ChannelKind.BARS_1M, List.of(bar(BarInterval.ONE_MINUTE)));
    return payloads;
  }

  private static String bar(BarInterval interval) {
    return Payloads.bar(Samples.bar(BTC, interval, Samples.NOW, "100.50", 1));
  }
}
