package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Level;
import io.penstock.platform.asyncapi.AsyncApiSpecification;
import io.penstock.platform.values.Decimal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a browser's socket really brings is what AsyncAPI says of its channel. */
class FanoutChannelsIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void repliesAndPushesAreWhatTheirSchemaSays(ChannelKind kind) {
    FakeStreams streams = new FakeStreams();
    write(streams, 1);
    Schema schema =
        AsyncApiSpecification.schema(
            JSON.valueToTree(new FanoutChannels(JSON).channels())
                .path(kind.namespace())
                .at("/messages/publication/payload/schema"));
    try (FanoutServer server = FanoutServer.start(streams);
        Peer peer = server.connected()) {
      String channel = kind.namespace() + ":BTC-USD";
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
      JsonNode state = JSON.readTree(peer.next()).at("/subscribe/data");
      assertThat(state.isMissingNode()).isFalse();
      assertThat(schema.validate(state)).isEmpty();
      write(streams, 2);
      JsonNode change = JSON.readTree(peer.next()).at("/push/pub/data");
      assertThat(change.isMissingNode()).isFalse();
      assertThat(schema.validate(change)).isEmpty();
    }
  }

  private static void write(FakeStreams streams, int number) {
    List<Level> levels =
        List.of(new Level(Decimal.parse("61820." + number), Decimal.parse("0." + number)));
    streams.write(Samples.trade(BTC, number, "61820.9" + number));
    streams.write(Samples.quote(BTC, number, "61820.9" + number, "61821.00"));
    streams.write(
        number == 1
            ? Samples.snapshot(BTC, number, levels, List.of())
            : Samples.update(BTC, number, levels, List.of()));
    for (BarInterval interval : BarInterval.values()) {
      streams.write(Samples.bar(BTC, interval, Samples.NOW, "100.0" + number, number));
    }
  }
}
