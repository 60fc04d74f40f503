package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecTest {

  private static final String DIGITS = "0123456789ABCDEF";

  private final Codec codec = new Codec();

  @Test
  void readsWhatItWrites() {
    for (MessageType type : MessageType.values()) {
      Message all = new Message(type);
      for (Field field : Field.values()) {
        all.with(field, "7".repeat(Math.min(field.length(), 42)));
      }
      Message read = codec.read(codec.write(all));
      assertThat(read.type()).isEqualTo(type);
      assertThat(read.fields()).isEqualTo(all.fields());
    }
  }

  @Test
  void keepsSpacesOfFixedFields() {
    Message message =
        new Message(MessageType.AUTHORIZATION_ANSWER).with(Field.TERMINAL, "T1      ");
    assertThat(codec.read(codec.write(message)).get(Field.TERMINAL)).isEqualTo("T1      ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                           | it is too short",
        "0210000000000000000                          | it is too short",
        "99990000000000000000                         | its type is unknown",
        "02100XYZ000000000000                         | its bitmap is none",
        "02101000000000000000                         | its bitmap and its fields do not fit",
        "0210100000000000000012345                    | its bitmap and its fields do not fit",
        "02104000000000000000xx42                     | its bitmap and its fields do not fit",
        "0210400000000000000099424242                 | its bitmap and its fields do not fit",
        "02100000800000000000                         | its bitmap and its fields do not fit",
        "02108000000000000000                         | its bitmap is none",
        "02103000000000000000000000                   | its bitmap and its fields do not fit"
      })
  void tellsWhatIsWrongButNotWhatStandsThere(String frame, String reason) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> codec.read(frame.getBytes(StandardCharsets.US_ASCII)))
        .withMessage(reason);
  }

  @Test
  void takesTextOnly() {
    byte[] frame = sample().clone();
    frame[30] = (byte) 0xC3;
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> codec.read(frame))
        .withMessage("it is not all text");
  }

  /** Whatever comes, it is a message or is none: nothing else happens, and nothing is printed. */
  @Test
  void damagedFramesAreReadOrRefused() {
    Random random = new Random(8583);
    int read = 0;
    int refused = 0;
    for (int frame = 0; frame < 40_000; frame++) {
      try {
        assertThat(codec.read(damaged(random)).toString()).isNotEmpty();
        read++;
      } catch (MalformedMessageException malformed) {
        assertThat(malformed.getMessage()).doesNotContain("4242");
        refused++;
      }
    }
    assertThat(read).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(10_000);
  }

  private byte[] damaged(Random random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte each : sample()) {
      bytes.add(each);
    }
    for (int blow = random.nextInt(1, 5); blow > 0 && !bytes.isEmpty(); blow--) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(6)) {
        case 0 -> bytes.remove(at);
        case 1 -> bytes.add(at, (byte) random.nextInt(256));
        case 2 -> bytes.set(at, (byte) random.nextInt(' ', '~' + 1));
        case 3 -> // the bitmap
            bytes.set(
                Math.min(bytes.size() - 1, 4 + random.nextInt(32)),
                (byte) DIGITS.charAt(random.nextInt(16)));
        case 4 -> bytes.subList(at, bytes.size()).clear();
        default -> bytes.addAll(at, List.copyOf(bytes.subList(0, at)));
      }
    }
    byte[] damaged = new byte[bytes.size()];
    for (int at = 0; at < damaged.length; at++) {
      damaged[at] = bytes.get(at);
    }
    return damaged;
  }

  private byte[] sample() {
    return codec.write(
        new Message(MessageType.FINANCIAL_ANSWER)
            .with(Field.CARD_NUMBER, "4242424242424242")
            .with(Field.PROCESSING_CODE, "000000")
            .with(Field.AMOUNT, "000000002499")
            .with(Field.TRANSMITTED, "0105101503")
            .with(Field.TRACE, "014192")
            .with(Field.ACQUIRER, "00000000001")
            .with(Field.RETRIEVAL, "000000000AY7")
            .with(Field.AUTHORIZATION_CODE, "004217")
            .with(Field.RESPONSE_CODE, "00")
            .with(Field.TERMINAL, "PENSTOCK")
            .with(Field.MERCHANT, "V9Q4M2S6T1W5ZRB")
            .with(Field.ADDITIONAL_DATA, "XX03abc")
            .with(Field.CURRENCY, "840")
            .with(Field.ORIGINAL, "0".repeat(42)));
  }
}
