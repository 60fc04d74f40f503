package io.penstock.market.fanout;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How commands, replies and pushes become bytes: one protocol, two spellings. What is encoded here
 * stands in a frame of the WebSocket as it is, one message behind the other, with a line end
 * between them where {@link #separatesLines}.
 *
 * <p>A ttl is the seconds for which a token is good, 0 for ever.
 */
sealed interface Framing extends Spelling permits JsonFraming, ProtobufFraming {

  Framing JSON = new JsonFraming();

  Framing PROTOBUF = new ProtobufFraming();

  /**
   * @param subprotocol as agreed on; JSON where none is
   */
  static Framing ofSubprotocol(@Nullable String subprotocol) {
    return PROTOBUF.subprotocol().equals(subprotocol) ? PROTOBUF : JSON;
  }

  /** As it is agreed on in the handshake: {@code centrifuge-json}. */
  String subprotocol();

  /** Of the WebSocket's frames, RFC 6455 section 5.2: 1 for text, 2 for binary. */
  int opcode();

  /** Whether a {@code '\n'} stands between two messages of a frame. */
  boolean separatesLines();

  /**
   * The commands of a frame, in order, read one at a time as they are asked for; nothing is copied
   * before. {@code next} throws an {@link IllegalArgumentException} where the frame cannot be read;
   * there is no going on behind it.
   */
  Iterator<Command> commands(byte[] frame);

  /** Welcomes a client that has to answer pings, which come so many seconds apart. */
  byte[] connected(long id, String client, String version, long pingSeconds, long ttl);

  byte[] subscribed(long id, SubscribeResult result);

  byte[] unsubscribed(long id);

  byte[] history(long id, Position position, List<Publication> publications);

  byte[] refreshed(long id, String client, String version, long ttl);

  byte[] subRefreshed(long id, long ttl);

  /** Answers the client's own ping. */
  byte[] pinged(long id);

  byte[] refused(long id, ErrorCode error);

  /**
   * @param channel without characters that JSON would escape
   */
  byte[] push(String channel, Publication publication);

  /**
   * Tells that a subscription ended.
   *
   * @param code from 2500 on the client subscribes again by itself
   */
  byte[] pushUnsubscribe(String channel, int code, String reason);

  /** Asks the client whether it is there; it answers with the empty command. */
  byte[] ping();
}
