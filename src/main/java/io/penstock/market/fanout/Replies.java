package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/** What the server says, in the protocol's words: one line of JSON each. */
final class Replies {

  /** Asks the client whether it is there; it answers with the same. */
  static final Message PING = new Message(new Json(2).open().close().bytes(), false);

  private Replies() {}

  static Message connected(long id, String client, String version, long pingSeconds) {
    return reply(
        new Json(120)
            .open()
            .number("id", id)
            .open("connect")
            .string("client", client)
            .string("version", version)
            .number("ping", pingSeconds)
            .flag("pong", true)
            .close()
            .close());
  }

  /**
   * @param position where the state stands; null when nothing is known of the channel yet
   * @param data the state; null likewise
   * @param recovering whether the client asked for what it missed: it has to begin anew
   */
  static Message subscribed(
      long id, @Nullable Position position, @Nullable String data, boolean recovering) {
    Json json =
        new Json(data == null ? 80 : 120 + data.length()).open().number("id", id).open("subscribe");
    if (recovering) {
      json.flag("was_recovering", true).flag("recovered", false);
    }
    if (position != null) {
      json.string("epoch", position.epoch()).number("offset", position.offset());
    }
    if (data != null) {
      json.raw("data", data);
    }
    return reply(json.close().close());
  }

  /** The empty answer to what has no result of its own: {@code unsubscribe}, {@code ping}. */
  static Message done(long id, String method) {
    return reply(new Json(40).open().number("id", id).open(method).close().close());
  }

  static Message refused(long id, ErrorCode error) {
    Json json =
        new Json(80)
            .open()
            .number("id", id)
            .open("error")
            .number("code", error.code())
            .string("message", error.message());
    if (error.isTemporary()) {
      json.flag("temporary", true);
    }
    return reply(json.close().close());
  }

  /**
   * @param offset 0 for a push that stands for no record, such as a price growing old
   */
  static Message push(ChannelName channel, String data, long offset) {
    Json json =
        new Json(80 + data.length())
            .open()
            .open("push")
            .string("channel", channel.text())
            .open("pub")
            .raw("data", data);
    if (offset > 0) {
      json.number("offset", offset);
    }
    return new Message(json.close().close().close().bytes(), true);
  }

  private static Message reply(Json json) {
    return new Message(json.bytes(), false);
  }
}
