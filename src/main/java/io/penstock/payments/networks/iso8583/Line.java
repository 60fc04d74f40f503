package io.penstock.payments.networks.iso8583;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.payments.networks.NetworkOccurrence.MessageUnreadable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * One connection, from sign-on to its end. Everything happens on the network's event loop; only
 * {@link #talk} goes by the timer in between.
 */
final class Line {

  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  /** So many in a row are no accident. */
  private static final int UNREADABLE_IN_A_ROW = 16;

  private final Lines lines;
  private final Channel channel;
  private final Connection connection;
  private int inFlight;
  private int unreadable;
  private volatile long lastHeard;

  Line(Lines lines, Connection connection) {
    this.lines = lines;
    this.connection = connection;
    this.channel = connection.channel();
    this.lastHeard = now();
  }

  /**
   * Signs on, then keeps the line alive. Never completes; fails with the reason of its end.
   *
   * @param signedOn run on the event loop when that is so
   */
  Mono<Void> talk(Runnable signedOn) {
    return signOn()
        .then(Mono.<Void>fromRunnable(signedOn))
        .then(Mono.defer(this::stayAwake).repeat().then());
  }

  /** Reads until the other side ends it, which is an error. */
  Mono<Void> listen() {
    return connection
        .inbound()
        .receive()
        .doOnNext(this::heard)
        .then(Mono.error(() -> new LineException("closed by the network")));
  }

  /** Whatever becomes of it, the line ends after this. */
  Mono<Void> signOff() {
    return manage(Requests.SIGN_OFF).onErrorComplete();
  }

  private Mono<Void> signOn() {
    return manage(Requests.SIGN_ON);
  }

  /** Waits until it was quiet for long enough, and asks whether anybody is there. */
  private Mono<Void> stayAwake() {
    long quiet = now() - lastHeard;
    long left = lines.settings().echoAfter().toNanos() - quiet;
    return left > 0 && quiet >= 0 // or somebody set the clock
        ? Mono.delay(Duration.ofNanos(left), lines.tools().timer()).then()
        : manage(Requests.ECHO);
  }

  private Mono<Void> manage(String code) {
    return lines
        .manage(this, code)
        .timeout(
            lines.settings().answerWithin(),
            Mono.error(() -> new LineException("message " + code + " is not answered")),
            lines.tools().timer())
        .flatMap(answer ->
            ResponseCodes.DONE.equals(answer.get(Field.RESPONSE_CODE))
                ? Mono.empty()
                : Mono.error(new LineException("message " + code + " is refused")));
  }

  private void heard(ByteBuf frame) {
    lastHeard = now();
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    Message message;
    try {
      message = lines.codec().read(bytes);
      LOG.trace("{} said {}", lines.network(), message);
      lines.heard(this, message);
      unreadable = 0;
    } catch (MalformedMessageException malformed) {
      unreadable++;
      lines
          .tools()
          .telemetry()
          .report(new MessageUnreadable(lines.network(), String.valueOf(malformed.getMessage())));
      if (unreadable == UNREADABLE_IN_A_ROW) {
        throw new LineException("nothing it says can be read");
      }
    }
  }

  /** Completes when the socket is closed. */
  Mono<Void> close() {
    connection.dispose();
    return connection.onDispose().onErrorComplete();
  }

  /** Whether there is room for one more request. */
  boolean hasRoom() {
    return inFlight < lines.settings().maxInFlight() && channel.isWritable();
  }

  boolean isOpen() {
    return channel.isActive();
  }

  int inFlight() {
    return inFlight;
  }

  void landed() {
    inFlight--;
  }

  /** What is given to this counts as sent: nobody can tell how far it gets. */
  void send(Flight flight) {
    inFlight++;
    write(flight.parcel.request(), flight.parcel.bytes());
  }

  /** A failed write ends the line, so none has to be watched by itself. */
  void write(Message message, byte[] bytes) {
    LOG.trace("{} is told {}", lines.network(), message);
    ByteBuf frame = channel.alloc().buffer(Lines.LENGTH + bytes.length);
    frame.writeShort(bytes.length).writeBytes(bytes);
    channel.writeAndFlush(frame, channel.voidPromise());
  }

  private long now() {
    return lines.tools().timer().now(TimeUnit.NANOSECONDS);
  }
}
