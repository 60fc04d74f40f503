package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says: JSON to the letter, Protobuf as the official Java client reads it. */
class FramingRepliesTest {

  private static final String TRADE = "{\"price\":\"1.00\",\"note\":\"\u00e9\"}";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Publication publication(String data, long offset) {
    return new Publication(utf8(data), offset);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  /** Exactly one reply. */
  private static Protocol.Reply reply(byte[] protobuf) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(protobuf);
    Protocol.Reply reply = Protocol.Reply.parseDelimitedFrom(in);
    assertThat(in.available()).isZero();
    assertThat(
            Arrays.copyOfRange(
                protobuf, protobuf.length - reply.getSerializedSize(), protobuf.length))
        .as("to the byte as the client would write it")
        .isEqualTo(reply.toByteArray());
    return reply;
  }

  private static SubscribeResult state(
      @Nullable Position position, byte @Nullable [] data, boolean wasRecovering) {
    return new SubscribeResult(position, false, false, wasRecovering, false, List.of(), data);
  }

  @Test
  void welcomes() throws IOException {
    assertThat(text(Framing.JSON.connected(7, "c", "penstock", 25, 0)))
        .isEqualTo(
            "{\"id\":7,\"connect\":{\"client\":\"c\",\"version\":\"penstock\",\"ping\":25,\"pong\":true}}");
    assertThat(text(Framing.JSON.connected(7, "c", "penstock", 25, 60)))
        .isEqualTo(
            "{\"id\":7,\"connect\":{\"client\":\"c\",\"version\":\"penstock\",\"expires\":true,\"ttl\":60,"
                + "\"ping\":25,\"pong\":true}}");
    Protocol.ConnectResult.Builder result =
        Protocol.ConnectResult.newBuilder()
            .setClient("c")
            .setVersion("penstock")
            .setPing(25)
            .setPong(true);
    assertThat(reply(Framing.PROTOBUF.connected(7, "c", "penstock", 25, 0)))
        .isEqualTo(Protocol.Reply.newBuilder().setId(7).setConnect(result).build());
    assertThat(reply(Framing.PROTOBUF.connected(0xFFFF_FFFFL, "c", "penstock", 25, 60)))
        .isEqualTo(
            Protocol.Reply.newBuilder()
                .setId(-1)
                .setConnect(result.setExpires(true).setTtl(60))
                .build());
  }

  @Test
  void tellsANewSubscriberTheState() throws IOException {
    SubscribeResult result = state(new Position("epoch", 1L << 40), utf8(TRADE), false);
    assertThat(text(Framing.JSON.subscribed(7, result)))
        .isEqualTo(
            "{\"id\":7,\"subscribe\":{\"epoch\":\"epoch\",\"offset\":1099511627776,\"data\":"
                + TRADE
                + "}}");
    assertThat(reply(Framing.PROTOBUF.subscribed(7, result)))
        .isEqualTo(
            Protocol.Reply.newBuilder()
                .setId(7)
                .setSubscribe(
                    Protocol.SubscribeResult.newBuilder()
                        .setEpoch("epoch")
                        .setOffset(1L << 40)
                        .setData(ByteString.copyFromUtf8(TRADE)))
                .build());
  }

  @Test
  void tellsAReturningSubscriberWhatItMissed() throws IOException {
    SubscribeResult result =
        new SubscribeResult(
            new Position("epoch", 3),
            true,
            true,
            true,
            true,
            List.of(publication(TRADE, 4), publication("{}", 6)),
            null);
    assertThat(text(Framing.JSON.subscribed(7, result)))
        .isEqualTo(
            "{\"id\":7,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"was_recovering\":true,"
                + "\"recovered\":true,\"epoch\":\"epoch\",\"offset\":3,\"publications\":[{\"data\":"
                + TRADE
                + ",\"offset\":4},{\"data\":{},\"offset\":6}]}}");
    Protocol.SubscribeResult read = reply(Framing.PROTOBUF.subscribed(7, result)).getSubscribe();
    assertThat(read.getRecoverable()).isTrue();
    assertThat(read.getPositioned()).isTrue();
    assertThat(read.getWasRecovering()).isTrue();
    assertThat(read.getRecovered()).isTrue();
    assertThat(read.getEpoch()).isEqualTo("epoch");
    assertThat(read.getOffset()).isEqualTo(3);
    assertThat(read.getPublicationsList())
        .extracting(Protocol.Publication::getOffset)
        .containsExactly(4L, 6L);
    assertThat(read.getPublications(0).getData().toStringUtf8()).isEqualTo(TRADE);
  }

  @Test
  void tellsThatNothingIsKnownAndThatNothingCameBack() throws IOException {
    SubscribeResult unknown = state(null, null, false);
    assertThat(text(Framing.JSON.subscribed(7, unknown))).isEqualTo("{\"id\":7,\"subscribe\":{}}");
    assertThat(reply(Framing.PROTOBUF.subscribed(7, unknown)).hasSubscribe()).isTrue();
    SubscribeResult data = state(null, utf8("1"), false);
    assertThat(text(Framing.JSON.subscribed(7, data)))
        .isEqualTo("{\"id\":7,\"subscribe\":{\"data\":1}}");
    SubscribeResult anew = state(new Position("e", 1), null, true);
    assertThat(text(Framing.JSON.subscribed(7, anew)))
        .isEqualTo(
            "{\"id\":7,\"subscribe\":{\"was_recovering\":true,\"recovered\":false,\"epoch\":\"e\",\"offset\":1}}");
    Protocol.SubscribeResult read = reply(Framing.PROTOBUF.subscribed(7, anew)).getSubscribe();
    assertThat(read.getWasRecovering()).isTrue();
    assertThat(read.getRecovered()).isFalse();
  }

  @Test
  void answersTheRest() throws IOException {
    assertThat(text(Framing.JSON.unsubscribed(7))).isEqualTo("{\"id\":7,\"unsubscribe\":{}}");
    assertThat(reply(Framing.PROTOBUF.unsubscribed(7)).hasUnsubscribe()).isTrue();
    assertThat(text(Framing.JSON.pinged(7))).isEqualTo("{\"id\":7,\"ping\":{}}");
    assertThat(reply(Framing.PROTOBUF.pinged(7)).hasPing()).isTrue();
    assertThat(text(Framing.JSON.refreshed(7, "c", "v", 9)))
        .isEqualTo(
            "{\"id\":7,\"refresh\":{\"client\":\"c\",\"version\":\"v\",\"expires\":true,\"ttl\":9}}");
    assertThat(reply(Framing.PROTOBUF.refreshed(7, "c", "v", 9)).getRefresh())
        .isEqualTo(
            Protocol.RefreshResult.newBuilder()
                .setClient("c")
                .setVersion("v")
                .setExpires(true)
                .setTtl(9)
                .build());
    assertThat(text(Framing.JSON.subRefreshed(7, 0))).isEqualTo("{\"id\":7,\"sub_refresh\":{}}");
    assertThat(text(Framing.JSON.subRefreshed(7, 9)))
        .isEqualTo("{\"id\":7,\"sub_refresh\":{\"expires\":true,\"ttl\":9}}");
    assertThat(reply(Framing.PROTOBUF.subRefreshed(7, 9)).getSubRefresh())
        .isEqualTo(Protocol.SubRefreshResult.newBuilder().setExpires(true).setTtl(9).build());
  }

  @Test
  void tellsThePast() throws IOException {
    Position position = new Position("e", 6);
    assertThat(text(Framing.JSON.history(7, position, List.of())))
        .isEqualTo("{\"id\":7,\"history\":{\"epoch\":\"e\",\"offset\":6,\"publications\":[]}}");
    List<Publication> publications = List.of(publication("{}", 5), publication(TRADE, 6));
    assertThat(text(Framing.JSON.history(7, position, publications)))
        .isEqualTo(
            "{\"id\":7,\"history\":{\"epoch\":\"e\",\"offset\":6,\"publications\":"
                + "[{\"data\":{},\"offset\":5},{\"data\":"
                + TRADE
                + ",\"offset\":6}]}}");
    Protocol.HistoryResult read =
        reply(Framing.PROTOBUF.history(7, position, publications)).getHistory();
    assertThat(read.getEpoch()).isEqualTo("e");
    assertThat(read.getOffset()).isEqualTo(6);
    assertThat(read.getPublications(1).getData().toStringUtf8()).isEqualTo(TRADE);
    assertThat(read.getPublications(1).getOffset()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void refuses(ErrorCode error) throws IOException {
    assertThat(text(Framing.JSON.refused(7, error)))
        .isEqualTo(
            "{\"id\":7,\"error\":{\"code\":"
                + error.code()
                + ",\"message\":\""
                + error.message()
                + (error.isTemporary() ? "\",\"temporary\":true}}" : "\"}}"));
    assertThat(reply(Framing.PROTOBUF.refused(7, error)))
        .isEqualTo(
            Protocol.Reply.newBuilder()
                .setId(7)
                .setError(
                    Protocol.Error.newBuilder()
                        .setCode(error.code())
                        .setMessage(error.message())
                        .setTemporary(error.isTemporary()))
                .build());
  }

  @Test
  void pushes() throws IOException {
    assertThat(text(Framing.JSON.push("trades:BTC-USD", publication(TRADE, Long.MAX_VALUE))))
        .isEqualTo(
            "{\"push\":{\"channel\":\"trades:BTC-USD\",\"pub\":{\"data\":"
                + TRADE
                + ",\"offset\":9223372036854775807}}}");
    assertThat(text(Framing.JSON.push("trades:BTC-USD", publication("{}", 0))))
        .isEqualTo("{\"push\":{\"channel\":\"trades:BTC-USD\",\"pub\":{\"data\":{}}}}");
    assertThat(HexFormat.of().formatHex(Framing.PROTOBUF.push("t:A", publication("{}", 300))))
        .as("length 18 · push, 16 · channel, 3, t:A · pub, 7 · data, 2, {} · offset, 300")
        .isEqualTo("1022" + "0e" + "1203743a41" + "2207" + "22027b7d" + "30ac02");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100, 127, 128, 16_000, 16_384, 2_097_152})
  void pushesWhateverTheSize(int size) throws IOException {
    String data = '"' + "x".repeat(size - 2) + '"';
    for (long offset : new long[] {0, 1, Long.MAX_VALUE}) {
      Protocol.Push push =
          reply(Framing.PROTOBUF.push("trades:BTC-USD", publication(data, offset))).getPush();
      assertThat(push.getChannel()).isEqualTo("trades:BTC-USD");
      assertThat(push.getPub().getData().toStringUtf8()).isEqualTo(data);
      assertThat(push.getPub().getOffset()).isEqualTo(offset);
    }
  }

  @Test
  void tellsThatASubscriptionEnded() throws IOException {
    assertThat(text(Framing.JSON.pushUnsubscribe("t:A", 2500, "insufficient state")))
        .isEqualTo(
            "{\"push\":{\"channel\":\"t:A\",\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient"
                + " state\"}}}");
    assertThat(reply(Framing.PROTOBUF.pushUnsubscribe("t:A", 2500, "insufficient state")))
        .isEqualTo(
            Protocol.Reply.newBuilder()
                .setPush(
                    Protocol.Push.newBuilder()
                        .setChannel("t:A")
                        .setUnsubscribe(
                            Protocol.Unsubscribe.newBuilder()
                                .setCode(2500)
                                .setReason("insufficient state")))
                .build());
  }

  @Test
  void asksWhetherTheClientIsThere() {
    assertThat(text(Framing.JSON.ping())).isEqualTo("{}");
    assertThat(Framing.PROTOBUF.ping()).containsExactly(0);
  }
}
