package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {

  private static final int MAX = 70_000;

  private final Inbox inbox = new Inbox(MAX);

  private static byte[] frame(boolean last, int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write((last ? 0x80 : 0) | opcode);
    int length = payload.length;
    if (length < 126) {
      frame.write(0x80 | length);
    } else if (length < 0x10000) {
      frame.writeBytes(new byte[] {(byte) 0xFE, (byte) (length >>> 8), (byte) length});
    } else {
      frame.writeBytes(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0});
      frame.writeBytes(new byte[] {(byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
    }
    byte[] mask = {0x12, (byte) 0x84, 0x56, (byte) 0xF8};
    frame.writeBytes(mask);
    for (int i = 0; i < length; i++) {
      frame.write(payload[i] ^ mask[i & 3]);
    }
    return frame.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> read(byte[] bytes) {
    List<String> whole = new ArrayList<>();
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    for (Inbox.Received next = inbox.next(buffer); next != null; next = inbox.next(buffer)) {
      whole.add(next.opcode() + " " + new String(next.payload(), StandardCharsets.ISO_8859_1));
    }
    assertThat(buffer.isReadable()).as("all is taken").isFalse();
    return whole;
  }

  private Disconnect broken(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    return catchThrowableOfType(Inbox.BrokenException.class, () -> inbox.next(buffer)).why();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 125, 126, 127, 65_535, 65_536, MAX})
  void readsAMessageWhateverItsLengthAndWhereverItIsCut(int length) {
    byte[] payload = new byte[length];
    new Random(length).nextBytes(payload);
    byte[] frame = frame(true, Inbox.BINARY, payload);
    for (int cut : new int[] {frame.length, 1, 2, 5, frame.length / 2, frame.length - 1}) {
      ByteBuf first = Unpooled.wrappedBuffer(frame, 0, cut);
      Inbox.Received whole = inbox.next(first);
      if (whole == null) {
        assertThat(inbox.isUnfinished()).isTrue();
        whole = inbox.next(Unpooled.wrappedBuffer(frame, cut, frame.length - cut));
      }
      assertThat(whole).isNotNull();
      assertThat(whole.opcode()).isEqualTo(Inbox.BINARY);
      assertThat(whole.payload()).isEqualTo(payload);
      assertThat(inbox.isUnfinished()).isFalse();
      assertThat(inbox.heldBytes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void readsFragmentsWithPingsBetweenThemInAnyPieces(long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int message = 0; message < 50; message++) {
      StringBuilder text = new StringBuilder();
      int fragments = 1 + random.nextInt(5);
      for (int i = 0; i < fragments; i++) {
        String part = "x".repeat(random.nextInt(300)) + message;
        text.append(part);
        bytes.writeBytes(frame(i == fragments - 1, i == 0 ? Inbox.TEXT : 0, utf8(part)));
        if (i < fragments - 1 && random.nextBoolean()) {
          bytes.writeBytes(frame(true, Inbox.PING, utf8("p" + i)));
          expected.add("9 p" + i);
        }
      }
      expected.add("1 " + text);
    }
    byte[] all = bytes.toByteArray();
    List<String> read = new ArrayList<>();
    for (int from = 0; from < all.length; ) {
      int to = Math.min(all.length, from + 1 + random.nextInt(200));
      read.addAll(read(java.util.Arrays.copyOfRange(all, from, to)));
      from = to;
    }
    assertThat(read).isEqualTo(expected);
  }

  /** Once each cost 120 bytes, because each was kept as a buffer of its own. */
  @Test
  void fragmentsOfAByteCostAByteEach() {
    assertThat(read(frame(false, Inbox.TEXT, utf8("a")))).isEmpty();
    for (int i = 1; i < 1_000; i++) {
      assertThat(read(frame(false, 0, utf8("b")))).isEmpty();
    }
    assertThat(inbox.heldBytes()).isLessThanOrEqualTo(1_024);
    assertThat(read(frame(true, 0, utf8("c")))).containsExactly("1 a" + "b".repeat(999) + "c");
    assertThat(inbox.heldBytes()).isZero();
  }

  @Test
  void aFrameCostsWhatHasComeOfItAndNotWhatItSaysItIsLong() {
    byte[] large = frame(true, Inbox.TEXT, new byte[MAX]);
    assertThat(read(java.util.Arrays.copyOf(large, 20))).isEmpty();
    assertThat(inbox.heldBytes()).isEqualTo(256);
  }

  @Test
  void countsFragmentsEvenIfTheyAreEmpty() {
    read(frame(false, Inbox.TEXT, utf8("")));
    for (int i = 1; i < Inbox.MAX_FRAGMENTS; i++) {
      read(frame(false, 0, utf8("")));
    }
    assertThat(broken(frame(true, 0, utf8("")))).isEqualTo(Disconnect.MESSAGE_TOO_BIG);
    assertThat(read(frame(true, Inbox.TEXT, utf8("more")))).as("all is thrown away").isEmpty();
    assertThat(inbox.isUnfinished()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "8102, without a mask",
    "C180, a reserved bit",
    "A180, a reserved bit",
    "9180, a reserved bit",
    "8380, an opcode that is none",
    "8B80, an opcode that is none",
    "0980, a ping in pieces",
    "89FE, a long ping",
    "8881, half a code",
    "8080, the rest of nothing",
    "81FE007D00000000, a length longer than need be",
    "81FF000000000000FFFF00000000, a length longer than need be",
    "81FFFFFFFFFFFFFFFFFF00000000, a negative length",
  })
  void whatBreaksTheProtocolIsSaidSoAtOnce(String hex, String what) {
    assertThat(broken(HexFormat.of().parseHex(hex))).as(what).isEqualTo(Disconnect.PROTOCOL_ERROR);
  }

  @Test
  void aMessageWithinAMessageBreaksTheProtocol() {
    read(frame(false, Inbox.TEXT, utf8("a")));
    assertThat(broken(frame(true, Inbox.TEXT, utf8("b")))).isEqualTo(Disconnect.PROTOCOL_ERROR);
  }

  @Test
  void knowsTheLimitToTheByte() {
    read(frame(false, Inbox.TEXT, new byte[MAX - 1]));
    assertThat(read(frame(true, 0, new byte[1]))).hasSize(1);
    read(frame(false, Inbox.TEXT, new byte[MAX]));
    assertThat(broken(frame(true, 0, new byte[1]))).isEqualTo(Disconnect.MESSAGE_TOO_BIG);
    Inbox other = new Inbox(MAX);
    ByteBuf head = Unpooled.wrappedBuffer(frame(true, Inbox.TEXT, new byte[MAX + 1]), 0, 14);
    assertThat(catchThrowableOfType(Inbox.BrokenException.class, () -> other.next(head)).why())
        .isEqualTo(Disconnect.MESSAGE_TOO_BIG);
  }

  @Test
  void thatWhichIsOfNoInterestIsSkippedUpToTheClose() {
    read(frame(false, Inbox.TEXT, utf8("begun")));
    inbox.discard();
    assertThat(inbox.heldBytes()).isZero();
    assertThat(read(frame(false, 0, new byte[100_000]))).isEmpty();
    assertThat(read(frame(true, Inbox.BINARY, new byte[3]))).isEmpty();
    assertThat(inbox.heldBytes()).isZero();
    assertThat(read(frame(true, Inbox.CLOSE, new byte[] {3, (byte) 0xE8}))).hasSize(1);
  }

  @Test
  void keepsWhatIsNotToBeReadYetInOrder() {
    byte[] two = frame(true, Inbox.TEXT, utf8("two"));
    inbox.keep(Unpooled.wrappedBuffer(two, 0, 3));
    inbox.keep(Unpooled.wrappedBuffer(two, 3, two.length - 3));
    assertThat(inbox.heldBytes()).isEqualTo(two.length);
    Inbox.Received whole = inbox.next(inbox.takeRest());
    assertThat(whole).isNotNull();
    assertThat(whole.payload()).isEqualTo(utf8("two"));
    assertThat(inbox.hasRest()).isFalse();
  }
}
