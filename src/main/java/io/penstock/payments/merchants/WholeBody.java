package io.penstock.payments.merchants;

import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A body that is read once and kept, so that it can be checked first and worked then. */
final class WholeBody {

  private static final int SMALLEST = 512;

  private final int most;
  private byte[] bytes;
  private int length;

  private WholeBody(int most, int expected) {
    this.most = most;
    this.bytes = new byte[expected];
  }

  /**
   * Shape: the body as one array, or {@link SignatureProblem#BODY_TOO_LARGE}, or the error of
   * reading it. Cancel keeps nothing.
   *
   * @param announced length of the body; below zero: none was
   */
  static Mono<byte[]> read(Flux<DataBuffer> body, long announced, int most) {
    if (announced > most) {
      return Mono.error(SignatureProblem.BODY_TOO_LARGE::exception);
    }
    int expected = announced < 0 ? 0 : (int) announced;
    return body.reduceWith(() -> new WholeBody(most, expected), WholeBody::with)
        .map(WholeBody::whole);
  }

  /** The buffer is let go in any case. */
  private WholeBody with(DataBuffer buffer) {
    try {
      int more = buffer.readableByteCount();
      if (more > most - length) {
        throw SignatureProblem.BODY_TOO_LARGE.exception();
      }
      if (length + more > bytes.length) {
        int room = Math.max(Math.max(bytes.length * 2, SMALLEST), length + more);
        bytes = Arrays.copyOf(bytes, Math.min(room, most));
      }
      buffer.read(bytes, length, more);
      length += more;
      return this;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  private byte[] whole() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
