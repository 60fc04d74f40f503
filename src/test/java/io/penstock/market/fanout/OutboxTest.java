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

  private final Outbox outbox = new Outbox(Framing.JSON);
  private final byte[] scratch = new byte[Outbox.MAX_HEADER + Outbox.WRITE_SIZE];

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] text(int size) {
    return text("p".repeat(size));
  }

  private byte[] take() {
    ByteBuf write = outbox.take(UnpooledByteBufAllocator.DEFAULT, scratch);
    if (write == null) {
      return new byte[0];
    }
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
  void sendsWhatWaitsAsLinesOfOneFrameRepliesFirst() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES);
    Subscription subscription = trades.subscribe(Mode.LOSSLESS, outbox);
    trades.publish("{\"a\":1}", "{\"a\":2}");
    outbox.reply(text("{\"id\":1}"));
    assertThat(outbox.firstInLine()).isSameAs(subscription);
    assertThat(frames(take()))
        .containsExactly(
            "{\"id\":1}\n" + trades.push("{\"a\":1}", 1) + "\n" + trades.push("{\"a\":2}", 2));
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.countPushes()).isEqualTo(2);
    assertThat(outbox.countPushes()).isZero();
  }

  @Test
  void subscriptionsThatHaveNothingToSayAfterAllMakeNoFrame() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES);
    Subscription subscription = trades.subscribe(Mode.LOSSLESS, outbox);
    trades.publish("{}");
    subscription.leave();
    assertThat(outbox.isEmpty()).isFalse();
    assertThat(take()).isEmpty();
    assertThat(outbox.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 127, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 200_000})
  void framesEachLengthAsTheStandardSays(int size) {
    outbox.reply(text(size));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    while (!outbox.isEmpty()) {
      byte[] write = take();
      assertThat(write.length).isBetween(1, Outbox.WRITE_SIZE + Outbox.MAX_HEADER);
      written.writeBytes(write);
    }
    assertThat(frames(written.toByteArray())).containsExactly("p".repeat(size));
  }

  @Test
  void repliesThatAreNotTakenHoldUpCommands() {
    outbox.reply(text(Outbox.WRITE_SIZE - 1));
    assertThat(outbox.hasRoomForReplies()).isTrue();
    outbox.reply(text(1));
    assertThat(outbox.hasRoomForReplies()).isFalse();
    take();
    assertThat(outbox.hasRoomForReplies()).isTrue();
  }

  @Test
  void clearingKeepsWhatTheFrameBeingWrittenLacks() {
    outbox.reply(text(100_000));
    outbox.reply(text(7));
    byte[] first = take();
    assertThat(outbox.isInFrame()).isTrue();
    outbox.clearBehindFrame();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    while (!outbox.isEmpty()) {
      all.writeBytes(take());
    }
    assertThat(frames(all.toByteArray())).containsExactly("p".repeat(100_000));
  }

  @Test
  void clearingBetweenFramesLeavesNothing() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES);
    trades.subscribe(Mode.LOSSLESS, outbox);
    trades.publish("{}");
    outbox.reply(text(10));
    outbox.clearBehindFrame();
    assertThat(outbox.isEmpty()).isTrue();
    trades.publish("{}");
    assertThat(outbox.isEmpty()).as("who left the line may stand in it again").isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void losesAndRepeatsNothingWhateverTheSizes(long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int size = 1 + (random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(300));
      String text = String.valueOf((char) ('a' + random.nextInt(26))).repeat(size);
      sent.add(text);
      outbox.reply(text(text));
      if (random.nextInt(4) == 0) {
        written.writeBytes(take());
      }
    }
    while (!outbox.isEmpty()) {
      written.writeBytes(take());
    }
    assertThat(String.join("\n", frames(written.toByteArray())).lines())
        .containsExactlyElementsOf(sent);
  }
}
