package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that no client sends: read, or refused as unreadable, and never at a higher cost. */
class FramingFuzzTest {

  private static final int MAX_FRAME = 64 * 1024;

  /** A reader, its buffers and the exception. */
  private static final long FIXED = 64 * 1024;

  /**
   * @return how many commands could be read
   */
  private static int read(Framing framing, byte[] frame) {
    int read = 0;
    try {
      for (Iterator<Command> commands = framing.commands(frame); commands.hasNext(); ) {
        commands.next();
        read++;
      }
    } catch (IllegalArgumentException e) {
      // Said so: unreadable.
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomBytesAreReadOrRefused(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] frame = new byte[random.nextInt(200)];
      random.nextBytes(frame);
      read(Framing.JSON, frame);
      read(Framing.PROTOBUF, frame);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void goodFramesThatAreBrokenAreReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] json = json();
    byte[] protobuf = protobuf();
    assertThat(read(Framing.JSON, json)).isEqualTo(3);
    assertThat(read(Framing.PROTOBUF, protobuf)).isEqualTo(3);
    for (int i = 0; i < 10_000; i++) {
      read(Framing.JSON, broken(json, random));
      read(Framing.PROTOBUF, broken(protobuf, random));
    }
  }

  @Test
  void everyCutIsRefusedOrLeavesWholeCommands() throws IOException {
    byte[] json = json();
    byte[] protobuf = protobuf();
    for (int length = 0; length < json.length - 1; length++) {
      assertThat(read(Framing.JSON, Arrays.copyOf(json, length))).isLessThan(3);
    }
    for (int length = 0; length < protobuf.length; length++) {
      assertThat(read(Framing.PROTOBUF, Arrays.copyOf(protobuf, length))).isLessThan(3);
    }
  }

  private static byte[] broken(byte[] good, Random random) {
    byte[] frame = Arrays.copyOf(good, random.nextInt(good.length + 8));
    for (int change = random.nextInt(6); change > 0 && frame.length > 0; change--) {
      frame[random.nextInt(frame.length)] =
          random.nextBoolean() ? (byte) random.nextInt() : good[random.nextInt(good.length)];
    }
    return frame;
  }

  private static byte[] json() {
    return """
    {"id":1,"connect":{"token":"a.b.c","name":"js"}}
    {"id":2,"subscribe":{"channel":"trades:BTC-USD","recover":true,"epoch":"e","offset":77,\
    "data":{"mode":"conflated","maxRate":2.5}}}
    {"id":3,"history":{"channel":"trades:BTC-USD","limit":10,"since":{"offset":4,"epoch":"e"}}}
    """
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] protobuf() throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    Protocol.Command.newBuilder()
        .setId(1)
        .setConnect(Protocol.ConnectRequest.newBuilder().setToken("a.b.c").setName("java"))
        .build()
        .writeDelimitedTo(frame);
    Protocol.Command.newBuilder()
        .setId(2)
        .setSubscribe(
            Protocol.SubscribeRequest.newBuilder()
                .setChannel("trades:BTC-USD")
                .setRecover(true)
                .setEpoch("e")
                .setOffset(77)
                .setData(ByteString.copyFromUtf8("{\"mode\":\"conflated\",\"maxRate\":2.5}")))
        .build()
        .writeDelimitedTo(frame);
    Protocol.Command.newBuilder()
        .setId(3)
        .setHistory(
            Protocol.HistoryRequest.newBuilder()
                .setChannel("trades:BTC-USD")
                .setLimit(10)
                .setSince(Protocol.StreamPosition.newBuilder().setOffset(4).setEpoch("e")))
        .build()
        .writeDelimitedTo(frame);
    return frame.toByteArray();
  }

  @Test
  void lengthsThatAreLiesCostNothing() {
    // A command of 2^31 - 1 bytes, and one whose channel has as many.
    assertThat(cost(Framing.PROTOBUF, new byte[] {-1, -1, -1, -1, 7, 8, 7})).isLessThan(FIXED);
    assertThat(cost(Framing.PROTOBUF, new byte[] {11, 8, 7, 42, 7, 10, -1, -1, -1, -1, 7, 65}))
        .isLessThan(FIXED);
  }

  @Test
  void framesFullOfSmallThingsCostLittleMoreThanTheyAre() {
    assertThat(cost(Framing.JSON, filled("{\"id\":1,\"rpc\":[", "[],", "[]]}")))
        .isLessThan(FIXED + 4 * MAX_FRAME);
    assertThat(cost(Framing.JSON, filled("{\"id\":1,\"rpc\":{", "\"\":{},", "\"\":1}}")))
        .isLessThan(FIXED + 4 * MAX_FRAME);
    assertThat(cost(Framing.JSON, filled("{\"id\":1,\"rpc\":\"", "\\u0041", "\"}")))
        .isLessThan(FIXED + 4 * MAX_FRAME);
    assertThat(cost(Framing.JSON, filled("{\"id\":1,\"rpc\":", "9", "}")))
        .isLessThan(FIXED + 4 * MAX_FRAME);
    assertThat(cost(Framing.JSON, filled("{\"id\":1,\"subscribe\":{\"channel\":\"", "x", "\"}}")))
        .isLessThan(FIXED + 4 * MAX_FRAME);
    // One command of unknown fields, of two bytes each.
    byte[] fields = new byte[MAX_FRAME];
    Arrays.fill(fields, (byte) 1);
    for (int i = 3; i < fields.length; i += 2) {
      fields[i] = (byte) (i / 2 % 2 == 0 ? 2 << 3 : 3 << 3);
    }
    fields[0] = (byte) 0xFD;
    fields[1] = (byte) 0xFF;
    fields[2] = 3;
    assertThat(cost(Framing.PROTOBUF, fields)).isLessThan(FIXED);
  }

  private static byte[] filled(String begin, String part, String end) {
    int parts = (MAX_FRAME - begin.length() - end.length()) / part.length();
    return (begin + part.repeat(parts) + end).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theShortestCommandsAreReadOneAtATime() {
    assertThat(cost(Framing.PROTOBUF, new byte[MAX_FRAME]))
        .as("one short-lived command for each byte and nothing that piles up")
        .isLessThan(FIXED + 40L * MAX_FRAME);
  }

  /** Bytes allocated while a frame is read, all that is dropped at once included. */
  private static long cost(Framing framing, byte[] frame) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    read(framing, frame);
    long before = threads.getCurrentThreadAllocatedBytes();
    read(framing, frame);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
