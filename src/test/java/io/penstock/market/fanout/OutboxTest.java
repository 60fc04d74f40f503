package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {

  private final Outbox outbox = new Outbox(1_000, 5);

  private static Message push(int size) {
    return new Message("p".repeat(size).getBytes(StandardCharsets.US_ASCII), true);
  }

  private static Message reply(String text) {
    return new Message(text.getBytes(StandardCharsets.US_ASCII), false);
  }

  private static byte[] take(Outbox from) {
    ByteBuf write = from.take(UnpooledByteBufAllocator.DEFAULT);
    try {
      return ByteBufUtil.getBytes(write);
    } finally {
      write.release();
    }
  }

  /** The payloads of whole frames, checked against RFC 6455 section 5.2. */
  private static List<String> frames(byte[] bytes) {
    List<String> payloads = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      assertThat(in.get()).as("last fragment of a text").isEqualTo((byte) 0x81);
      long length = in.get();
      if (length == 126) {
        length = in.getShort() & 0xFFFF;
        assertThat(length).isGreaterThanOrEqualTo(126);
      } else if (length == 127) {
        length = in.getLong();
        assertThat(length).isGreaterThan(0xFFFF);
      }
      byte[] payload = new byte[Math.toIntExact(length)];
      in.get(payload);
      payloads.add(new String(payload, StandardCharsets.US_ASCII));
    }
    return payloads;
  }

  @Test
  void sendsWhatWaitsAsLinesOfOneFrame() {
    outbox.add(reply("{\"id\":1}"));
    outbox.add(push(3));
    outbox.add(reply("{}"));
    assertThat(frames(take(outbox))).containsExactly("{\"id\":1}\nppp\n{}");
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.bytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 127, 65_535, 65_536, 65_537, 200_000})
  void framesEachLengthAsTheStandardSays(int size) {
    outbox.add(push(size));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    while (!outbox.isEmpty()) {
      byte[] write = take(outbox);
      assertThat(write.length).isBetween(1, Outbox.WRITE_SIZE + 10);
      written.writeBytes(write);
    }
    assertThat(frames(written.toByteArray())).containsExactly("p".repeat(size));
  }

  @Test
  void takesPushesUpToTheLimitOfBytesAndNotOneMore() {
    assertThat(outbox.add(push(600))).isTrue();
    assertThat(outbox.add(push(400))).isTrue();
    assertThat(outbox.add(push(1))).isFalse();
    assertThat(outbox.bytes()).isEqualTo(1_000);
    take(outbox);
    assertThat(outbox.add(push(1))).isTrue();
  }

  @Test
  void takesPushesUpToTheLimitOfMessagesAndNotOneMore() {
    for (int i = 0; i < 5; i++) {
      assertThat(outbox.add(push(1))).isTrue();
    }
    assertThat(outbox.add(push(1))).isFalse();
    assertThat(outbox.bytes()).isEqualTo(5);
  }

  @Test
  void takesOnePushThatIsLargerThanTheLimitWhenNoneWaits() {
    assertThat(outbox.add(push(5_000))).isTrue();
    assertThat(outbox.add(push(1))).isFalse();
  }

  @Test
  void repliesDoNotMakeAClientSlowButHoldUpItsCommands() {
    outbox.add(reply("r".repeat(Outbox.WRITE_SIZE - 1)));
    assertThat(outbox.hasRoomForReplies()).isTrue();
    outbox.add(reply("r"));
    assertThat(outbox.hasRoomForReplies()).isFalse();
    assertThat(outbox.add(push(1_000))).isTrue();
    assertThat(outbox.add(push(1))).isFalse();
  }

  @Test
  void clearingKeepsWhatTheFrameBeingWrittenLacks() {
    Outbox large = new Outbox(1_000_000, 100);
    large.add(push(100_000));
    large.add(push(7));
    byte[] first = take(large);
    assertThat(large.isInFrame()).isTrue();
    large.clearBehindFrame();
    byte[] second = take(large);
    assertThat(large.isEmpty()).isTrue();
    assertThat(large.bytes()).isZero();
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    assertThat(frames(both.toByteArray())).containsExactly("p".repeat(100_000));
  }

  @Test
  void clearingBetweenFramesLeavesNothing() {
    outbox.add(push(10));
    outbox.clearBehindFrame();
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.bytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void losesAndRepeatsNothingWhateverTheSizes(long seed) {
    Random random = new Random(seed);
    Outbox any = new Outbox(Integer.MAX_VALUE, Integer.MAX_VALUE);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int size = 1 + (random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(300));
      String text = String.valueOf((char) ('a' + random.nextInt(26))).repeat(size);
      sent.add(text);
      any.add(new Message(text.getBytes(StandardCharsets.US_ASCII), random.nextBoolean()));
      if (random.nextInt(4) == 0) {
        written.writeBytes(take(any));
      }
    }
    while (!any.isEmpty()) {
      written.writeBytes(take(any));
    }
    assertThat(String.join("\n", frames(written.toByteArray())).lines())
        .containsExactlyElementsOf(sent);
    assertThat(any.bytes()).isZero();
  }
}
