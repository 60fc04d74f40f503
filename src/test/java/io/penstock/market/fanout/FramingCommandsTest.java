package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients say, in JSON and as the official Java client's own classes write it. */
class FramingCommandsTest {

  private static List<Command> json(String frame) {
    return read(Framing.JSON, frame.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Command> read(Framing framing, byte[] frame) {
    List<Command> commands = new ArrayList<>();
    framing.commands(frame).forEachRemaining(commands::add);
    return commands;
  }

  private static byte[] delimited(Protocol.Command... commands) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try {
      for (Protocol.Command command : commands) {
        command.writeDelimitedTo(frame);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame.toByteArray();
  }

  private static Protocol.Command.Builder command() {
    return Protocol.Command.newBuilder().setId(7);
  }

  private static Request.Subscribe subscribe(
      @Nullable String token, @Nullable Position since, Mode mode) {
    return new Request.Subscribe("ticker:BTC-USD", token, since, mode);
  }

  private static Protocol.SubscribeRequest.Builder subscribeRequest() {
    return Protocol.SubscribeRequest.newBuilder().setChannel("ticker:BTC-USD");
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static Stream<Arguments> sameCommands() {
    String channel = "\"channel\":\"ticker:BTC-USD\"";
    return Stream.of(
        arguments(
            "{\"id\":7,\"connect\":{}}",
            command().setConnect(Protocol.ConnectRequest.getDefaultInstance()),
            new Request.Connect(null)),
        arguments(
            "{\"connect\":{\"name\":\"js\",\"token\":\"a.b.c\",\"data\":[{}],\"subs\":{\"x\":{}}},\"id\":7}",
            command()
                .setConnect(
                    Protocol.ConnectRequest.newBuilder()
                        .setName("java")
                        .setToken("a.b.c")
                        .setData(utf8("[{}]"))
                        .putSubs("x", Protocol.SubscribeRequest.getDefaultInstance())),
            new Request.Connect("a.b.c")),
        arguments(
            "{\"id\":7,\"connect\":{\"token\":\"\"}}",
            command().setConnect(Protocol.ConnectRequest.newBuilder().setToken("")),
            new Request.Connect(null)),
        arguments(
            "{\"id\":7,\"subscribe\":{" + channel + "}}",
            command().setSubscribe(subscribeRequest()),
            subscribe(null, null, Mode.LOSSLESS)),
        arguments(
            "{\"id\":7,\"subscribe\":{"
                + channel
                + ",\"token\":\"t\",\"recover\":true,\"epoch\":\"e\",\"offset\":9007199254740993,"
                + "\"flag\":1,\"positioned\":true,\"recoverable\":true,\"tf\":{\"nodes\":[{}]}}}",
            command()
                .setSubscribe(
                    subscribeRequest()
                        .setToken("t")
                        .setRecover(true)
                        .setEpoch("e")
                        .setOffset(9007199254740993L)
                        .setPositioned(true)
                        .setRecoverable(true)),
            subscribe("t", new Position("e", 9007199254740993L), Mode.LOSSLESS)),
        arguments(
            "{\"id\":7,\"subscribe\":{" + channel + ",\"recover\":true}}",
            command().setSubscribe(subscribeRequest().setRecover(true)),
            subscribe(null, new Position("", 0), Mode.LOSSLESS)),
        arguments(
            "{\"id\":7,\"subscribe\":{" + channel + ",\"epoch\":\"e\",\"offset\":4}}",
            command().setSubscribe(subscribeRequest().setEpoch("e").setOffset(4)),
            subscribe(null, null, Mode.LOSSLESS)),
        arguments(
            "{\"id\":7,\"unsubscribe\":{" + channel + "}}",
            command()
                .setUnsubscribe(
                    Protocol.UnsubscribeRequest.newBuilder().setChannel("ticker:BTC-USD")),
            new Request.Unsubscribe("ticker:BTC-USD")),
        arguments(
            "{\"id\":7,\"history\":{" + channel + "}}",
            command().setHistory(Protocol.HistoryRequest.newBuilder().setChannel("ticker:BTC-USD")),
            new Request.History("ticker:BTC-USD", 0, null, false)),
        arguments(
            "{\"id\":7,\"history\":{"
                + channel
                + ",\"limit\":-1,\"reverse\":true,\"since\":{\"offset\":5,\"epoch\":\"e\"}}}",
            command()
                .setHistory(
                    Protocol.HistoryRequest.newBuilder()
                        .setChannel("ticker:BTC-USD")
                        .setLimit(-1)
                        .setReverse(true)
                        .setSince(Protocol.StreamPosition.newBuilder().setOffset(5).setEpoch("e"))),
            new Request.History("ticker:BTC-USD", -1, new Position("e", 5), true)),
        arguments(
            "{\"id\":7,\"refresh\":{\"token\":\"t\"}}",
            command().setRefresh(Protocol.RefreshRequest.newBuilder().setToken("t")),
            new Request.Refresh("t")),
        arguments(
            "{\"id\":7,\"sub_refresh\":{" + channel + ",\"token\":\"t\"}}",
            command()
                .setSubRefresh(
                    Protocol.SubRefreshRequest.newBuilder()
                        .setChannel("ticker:BTC-USD")
                        .setToken("t")),
            new Request.SubRefresh("ticker:BTC-USD", "t")),
        arguments(
            "{\"id\":7,\"ping\":{}}",
            command().setPing(Protocol.PingRequest.getDefaultInstance()),
            new Request.Ping()),
        arguments(
            "{\"id\":7,\"send\":{\"data\":1}}",
            command().setSend(Protocol.SendRequest.newBuilder().setData(utf8("1"))),
            new Request.Send()),
        arguments(
            "{\"id\":7,\"publish\":{" + channel + ",\"data\":{}}}",
            command().setPublish(Protocol.PublishRequest.newBuilder().setChannel("ticker:BTC-USD")),
            new Request.NotOffered()),
        arguments(
            "{\"id\":7,\"presence\":{}}",
            command().setPresence(Protocol.PresenceRequest.getDefaultInstance()),
            new Request.NotOffered()),
        arguments(
            "{\"id\":7,\"presence_stats\":{}}",
            command().setPresenceStats(Protocol.PresenceStatsRequest.getDefaultInstance()),
            new Request.NotOffered()),
        arguments(
            "{\"id\":7,\"rpc\":{\"method\":\"m\"}}",
            command().setRpc(Protocol.RPCRequest.newBuilder().setMethod("m")),
            new Request.NotOffered()),
        arguments("{\"id\":7}", command(), new Request.Unknown()),
        arguments(
            "{\"id\":7,\"ping\":{},\"history\":{" + channel + "},\"unsubscribe\":null}",
            command()
                .setPing(Protocol.PingRequest.getDefaultInstance())
                .setHistory(Protocol.HistoryRequest.newBuilder().setChannel("ticker:BTC-USD")),
            new Request.History("ticker:BTC-USD", 0, null, false)));
  }

  @ParameterizedTest
  @MethodSource("sameCommands")
  void bothFramingsSayTheSame(String json, Protocol.Command.Builder protobuf, Request request) {
    Command expected = new Command(7, request);
    assertThat(json(json)).containsExactly(expected);
    assertThat(read(Framing.PROTOBUF, delimited(protobuf.build()))).containsExactly(expected);
  }

  @Test
  void emptyCommandIsAPong() {
    assertThat(json("{}")).containsExactly(new Command(0, new Request.Pong()));
    assertThat(read(Framing.PROTOBUF, new byte[] {0}))
        .containsExactly(new Command(0, new Request.Pong()));
  }

  @Test
  void frameHoldsManyCommandsAndEmptyLinesAreNone() {
    String ping = "{\"id\":7,\"ping\":{}}";
    Command pinged = new Command(7, new Request.Ping());
    Command pong = new Command(0, new Request.Pong());
    assertThat(json("\n" + ping + "\n\n{}\n" + ping + "\n")).containsExactly(pinged, pong, pinged);
    assertThat(json("\n\n")).isEmpty();
    assertThat(json("")).isEmpty();
    Protocol.Command protobuf =
        command().setPing(Protocol.PingRequest.getDefaultInstance()).build();
    assertThat(
            read(
                Framing.PROTOBUF,
                delimited(protobuf, Protocol.Command.getDefaultInstance(), protobuf)))
        .containsExactly(pinged, pong, pinged);
    assertThat(read(Framing.PROTOBUF, new byte[0])).isEmpty();
  }

  @Test
  void commandsBeforeTheNonsenseAreReadFirst() {
    Iterator<Command> json =
        Framing.JSON.commands("{\"id\":7,\"ping\":{}}\nx".getBytes(StandardCharsets.UTF_8));
    assertThat(json.next()).isEqualTo(new Command(7, new Request.Ping()));
    assertThatIllegalArgumentException().isThrownBy(json::next);
    byte[] frame = {4, 8, 7, 0x5A, 0, 9, 8};
    Iterator<Command> protobuf = Framing.PROTOBUF.commands(frame);
    assertThat(protobuf.next()).isEqualTo(new Command(7, new Request.Ping()));
    assertThat(protobuf.hasNext()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(protobuf::next);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | lossless",
        "{\"mode\":\"lossless\"} | lossless",
        "{\"mode\":null,\"maxRate\":null} | lossless",
        "{\"maxRate\":2} | lossless",
        "{\"mode\":\"conflated\"} | 5.0",
        "{\"mode\":\"conflated\",\"maxRate\":0.1} | 0.1",
        "{\"maxRate\":50,\"mode\":\"conflated\"} | 50.0",
        "{\"mode\":\"conflated\",\"maxRate\":2e1,\"theme\":{\"mode\":[\"dark\"]}} | 20.0",
      })
  void readsTheMode(String data, String expected) {
    Mode mode =
        expected.equals("lossless")
            ? Mode.LOSSLESS
            : new Mode.Conflated(Double.parseDouble(expected));
    assertThat(requests(data)).containsOnly(subscribe(null, null, mode));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mode\":\"fast\"}",
        "{\"mode\":\"\"}",
        "{\"mode\":1}",
        "{\"mode\":{\"maxRate\":1}}",
        "{\"mode\":\"conflated\",\"maxRate\":0.0999}",
        "{\"mode\":\"conflated\",\"maxRate\":50.1}",
        "{\"mode\":\"conflated\",\"maxRate\":0}",
        "{\"mode\":\"conflated\",\"maxRate\":-5}",
        "{\"mode\":\"conflated\",\"maxRate\":1e400}",
        "{\"mode\":\"conflated\",\"maxRate\":99999999999999999999999999}",
        "{\"mode\":\"conflated\",\"maxRate\":\"5\"}",
        "{\"mode\":\"conflated\",\"maxRate\":[5]}",
        "{\"maxRate\":true}",
        "[]",
        "\"conflated\"",
        "5",
      })
  void refusesAModeThatIsNotOffered(String data) {
    assertThat(requests(data)).containsOnly(new Request.Malformed());
  }

  private static List<Request> requests(String data) {
    List<Command> commands = new ArrayList<>();
    commands.addAll(
        json("{\"id\":7,\"subscribe\":{\"channel\":\"ticker:BTC-USD\",\"data\":" + data + "}}"));
    commands.addAll(
        read(
            Framing.PROTOBUF,
            delimited(command().setSubscribe(subscribeRequest().setData(utf8(data))).build())));
    assertThat(commands).hasSize(2);
    return commands.stream().map(Command::request).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{} {}", "nonsense", "{\"mode\":\"conflated\"}x"})
  void refusesDataInProtobufThatIsNoJson(String data) {
    byte[] frame =
        delimited(command().setSubscribe(subscribeRequest().setData(utf8(data))).build());
    assertThat(read(Framing.PROTOBUF, frame))
        .containsExactly(new Command(7, new Request.Malformed()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"subscribe\":{}",
        "\"subscribe\":{\"channel\":\"\"}",
        "\"subscribe\":{\"channel\":null}",
        "\"subscribe\":{\"channel\":5}",
        "\"subscribe\":{\"channel\":[\"x\"]}",
        "\"subscribe\":5",
        "\"subscribe\":[]",
        "\"subscribe\":\"x\"",
        "\"subscribe\":{\"channel\":\"x\",\"token\":1}",
        "\"subscribe\":{\"channel\":\"x\",\"recover\":\"true\"}",
        "\"subscribe\":{\"channel\":\"x\",\"recover\":1}",
        "\"subscribe\":{\"channel\":\"x\",\"epoch\":1}",
        "\"subscribe\":{\"channel\":\"x\",\"offset\":-1}",
        "\"subscribe\":{\"channel\":\"x\",\"offset\":1.0}",
        "\"subscribe\":{\"channel\":\"x\",\"offset\":\"1\"}",
        "\"subscribe\":{\"channel\":\"x\",\"offset\":9223372036854775808}",
        "\"unsubscribe\":{}",
        "\"history\":{\"limit\":1}",
        "\"history\":{\"channel\":\"x\",\"limit\":2147483648}",
        "\"history\":{\"channel\":\"x\",\"limit\":\"1\"}",
        "\"history\":{\"channel\":\"x\",\"reverse\":{}}",
        "\"history\":{\"channel\":\"x\",\"since\":4}",
        "\"history\":{\"channel\":\"x\",\"since\":{\"offset\":-4}}",
        "\"connect\":{\"token\":{}}",
        "\"refresh\":{\"token\":false}",
        "\"sub_refresh\":{\"token\":\"t\"}",
      })
  void refusesFieldsOfWrongTypesButKnowsWhomToAnswer(String request) {
    assertThat(json("{" + request + ",\"id\":7}"))
        .containsExactly(new Command(7, new Request.Malformed()));
  }

  /** Field numbers of the outer command, wire type and value of the inner field. */
  @ParameterizedTest
  @CsvSource({
    "5, 8, 5", // channel as a number
    "5, 26, 0", // recover as bytes
    "10, 66, 0", // since, empty: fine, but no channel
    "10, 64, 1", // since as a number
  })
  void refusesFieldsOfWrongWireTypesButKnowsWhomToAnswer(int number, int tag, int value) {
    byte[] frame = {6, 8, 7, (byte) (number << 3 | 2), 2, (byte) tag, (byte) value};
    assertThat(read(Framing.PROTOBUF, frame))
        .containsExactly(new Command(7, new Request.Malformed()));
  }

  @Test
  void refusesARequestThatIsNoMessageAndNumbersOutOfRange() {
    assertThat(read(Framing.PROTOBUF, new byte[] {4, 8, 7, 5 << 3, 1}))
        .containsExactly(new Command(7, new Request.Malformed()));
    Protocol.Command offset =
        command().setSubscribe(subscribeRequest().setRecover(true).setOffset(-1)).build();
    assertThat(read(Framing.PROTOBUF, delimited(offset)))
        .as("an offset above 2^63")
        .containsExactly(new Command(7, new Request.Malformed()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{} {}",
        "{\"id\":7,\"ping\":{}}x",
        "{\"id\":7,\"ping\":}",
        "{\"id\":-1,\"ping\":{}}",
        "{\"id\":4294967296,\"ping\":{}}",
        "{\"id\":99999999999999999999,\"ping\":{}}",
        "{\"id\":\"7\",\"ping\":{}}",
        "{\"id\":7.0,\"ping\":{}}",
        "{\"id\":null,\"ping\":{}}",
        "{\"ping\":{}}",
        "{\"id\":0,\"dance\":{}}",
        "{\"id\":7,\"subscribe\":{\"channel\":\"\u0001\"}}",
      })
  void throwsWhereNobodyCanBeAnswered(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> json(line));
  }

  @Test
  void throwsAtInvalidUtf8() {
    byte[] json = "{\"id\":7,\"subscribe\":{\"channel\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
    json[json.length - 4] = (byte) 0xC3;
    assertThatIllegalArgumentException().isThrownBy(() -> read(Framing.JSON, json));
    byte[] protobuf = {7, 8, 7, 5 << 3 | 2, 3, 10, 1, (byte) 0xC3};
    assertThatIllegalArgumentException().isThrownBy(() -> read(Framing.PROTOBUF, protobuf));
  }

  @Test
  void takesIdsOf32BitsAndNotOneMore() throws IOException {
    Command most = new Command(0xFFFF_FFFFL, new Request.Ping());
    assertThat(json("{\"id\":4294967295,\"ping\":{}}")).containsExactly(most);
    assertThat(read(Framing.PROTOBUF, ping(0xFFFF_FFFFL))).containsExactly(most);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Framing.PROTOBUF, ping(0x1_0000_0000L)));
    assertThatIllegalArgumentException().isThrownBy(() -> read(Framing.PROTOBUF, ping(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> read(Framing.PROTOBUF, ping(0)));
  }

  private static byte[] ping(long id) throws IOException {
    byte[] frame = new byte[1 + CodedOutputStream.computeUInt64Size(1, id) + 2];
    CodedOutputStream out = CodedOutputStream.newInstance(frame);
    out.writeUInt32NoTag(frame.length - 1);
    out.writeUInt64(1, id);
    out.writeByteArray(11, new byte[0]);
    out.checkNoSpaceLeft();
    return frame;
  }

  @Test
  void throwsAtDeepNesting() {
    String fits = "{\"id\":7,\"rpc\":{\"data\":" + "[".repeat(30) + "]".repeat(30) + "}}";
    assertThat(json(fits)).containsExactly(new Command(7, new Request.NotOffered()));
    String deeper = "{\"id\":7,\"rpc\":{\"data\":" + "[".repeat(31) + "]".repeat(31) + "}}";
    assertThatIllegalArgumentException().isThrownBy(() -> json(deeper));
    byte[] groups = new byte[30_002];
    Arrays.fill(groups, (byte) (3 << 3 | 3));
    groups[0] = (byte) 0xB0;
    groups[1] = (byte) 0xEA;
    groups[2] = 1;
    assertThatIllegalArgumentException().isThrownBy(() -> read(Framing.PROTOBUF, groups));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7F", // longer than the frame
        "FFFFFFFF0F", // 2^32 - 1
        "8080808010", // 2^32
        "FFFFFFFFFFFFFFFFFF01", // -1
        "FFFFFFFFFFFFFFFFFFFF01", // no varint
        "80", // cut
        "020800", // an id of 0
        "0100", // tag 0
        "010C", // the end of a group
        "0108", // a field that is cut
        "04080752FF", // a request longer than its command
        "0A0807520652FFFFFFFF0F", // a channel longer than its request
        "020A00", // an id of another type
      })
  void throwsAtLengthsThatDoNotFit(String hex) {
    byte[] frame = HexFormat.of().parseHex(hex);
    assertThatIllegalArgumentException().isThrownBy(() -> read(Framing.PROTOBUF, frame));
  }
}
