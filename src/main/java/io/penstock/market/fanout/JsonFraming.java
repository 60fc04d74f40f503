package io.penstock.market.fanout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** One JSON object a line, in text frames. */
final class JsonFraming implements Framing {

  private static final byte[] PING = {'{', '}'};

  private static final byte[] PUSH = bytes("{\"push\":{\"channel\":\"");
  private static final byte[] PUB = bytes("\",\"pub\":{\"data\":");
  private static final byte[] DATA = bytes("{\"data\":");
  private static final byte[] OFFSET = bytes(",\"offset\":");
  private static final byte[] END = bytes("}}}");

  /** Digits of the largest offset. */
  private static final int MAX_DIGITS = 19;

  @Override
  public String subprotocol() {
    return "centrifuge-json";
  }

  @Override
  public int opcode() {
    return 1;
  }

  @Override
  public boolean separatesLines() {
    return true;
  }

  @Override
  public Iterator<Command> commands(byte[] frame) {
    return new Lines(frame);
  }

  /** Empty lines are no commands. */
  private static final class Lines implements Iterator<Command> {

    private final byte[] frame;
    private int from;

    Lines(byte[] frame) {
      this.frame = frame;
      skipLineEnds();
    }

    @Override
    public boolean hasNext() {
      return from < frame.length;
    }

    @Override
    public Command next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int begin = from;
      while (from < frame.length && frame[from] != '\n') {
        from++;
      }
      int length = from - begin;
      skipLineEnds();
      return JsonCommands.command(frame, begin, length);
    }

    private void skipLineEnds() {
      while (from < frame.length && frame[from] == '\n') {
        from++;
      }
    }
  }

  @Override
  public byte[] connected(long id, String client, String version, long pingSeconds, long ttl) {
    Json json = reply(id).open("connect").string("client", client).string("version", version);
    return expiring(json, ttl)
        .number("ping", pingSeconds)
        .flag("pong", true)
        .close()
        .close()
        .bytes();
  }

  @Override
  public byte[] subscribed(long id, SubscribeResult result) {
    Json json = reply(id).open("subscribe");
    set(json, "recoverable", result.recoverable());
    set(json, "positioned", result.positioned());
    if (result.wasRecovering()) {
      json.flag("was_recovering", true).flag("recovered", result.recovered());
    }
    Position position = result.position();
    if (position != null) {
      json.string("epoch", position.epoch()).number("offset", position.offset());
    }
    byte[] data = result.data();
    Output output =
        new Output(json, size(result.publications()) + (data == null ? 0 : data.length));
    if (!result.publications().isEmpty()) {
      output.member("publications").array(result.publications());
    }
    if (data != null) {
      output.member("data").writeBytes(data);
    }
    return output.end();
  }

  @Override
  public byte[] unsubscribed(long id) {
    return done(id, "unsubscribe");
  }

  @Override
  public byte[] history(long id, Position position, List<Publication> publications) {
    Json json =
        reply(id)
            .open("history")
            .string("epoch", position.epoch())
            .number("offset", position.offset());
    return new Output(json, size(publications)).member("publications").array(publications).end();
  }

  @Override
  public byte[] refreshed(long id, String client, String version, long ttl) {
    Json json = reply(id).open("refresh").string("client", client).string("version", version);
    return expiring(json, ttl).close().close().bytes();
  }

  @Override
  public byte[] subRefreshed(long id, long ttl) {
    return expiring(reply(id).open("sub_refresh"), ttl).close().close().bytes();
  }

  @Override
  public byte[] pinged(long id) {
    return done(id, "ping");
  }

  @Override
  public byte[] refused(long id, ErrorCode error) {
    Json json =
        reply(id).open("error").number("code", error.code()).string("message", error.message());
    set(json, "temporary", error.isTemporary());
    return json.close().close().bytes();
  }

  @Override
  public byte[] push(String channel, Publication publication) {
    byte[] data = publication.data();
    long offset = publication.offset();
    byte[] name = bytes(channel);
    byte[] digits = offset > 0 ? bytes(Long.toString(offset)) : new byte[0];
    int offsetLength = offset > 0 ? OFFSET.length + digits.length : 0;
    byte[] push =
        new byte[PUSH.length + name.length + PUB.length + data.length + offsetLength + END.length];
    int at = put(push, 0, PUSH);
    at = put(push, at, name);
    at = put(push, at, PUB);
    at = put(push, at, data);
    if (offset > 0) {
      at = put(push, at, OFFSET);
      at = put(push, at, digits);
    }
    put(push, at, END);
    return push;
  }

  private static int put(byte[] target, int at, byte[] part) {
    System.arraycopy(part, 0, target, at, part.length);
    return at + part.length;
  }

  @Override
  public byte[] pushUnsubscribe(String channel, int code, String reason) {
    return new Json(120)
        .open()
        .open("push")
        .string("channel", channel)
        .open("unsubscribe")
        .number("code", code)
        .string("reason", reason)
        .close()
        .close()
        .close()
        .bytes();
  }

  @Override
  public byte[] ping() {
    return PING.clone();
  }

  private static Json reply(long id) {
    return new Json(160).open().number("id", id);
  }

  private static byte[] done(long id, String method) {
    return reply(id).open(method).close().close().bytes();
  }

  private static Json expiring(Json json, long ttl) {
    return ttl > 0 ? json.flag("expires", true).number("ttl", ttl) : json;
  }

  /** What is false is left out. */
  private static void set(Json json, String name, boolean value) {
    if (value) {
      json.flag(name, true);
    }
  }

  private static int size(List<Publication> publications) {
    int size = 0;
    for (Publication publication : publications) {
      size += publication.data().length + DATA.length + OFFSET.length + MAX_DIGITS + 2;
    }
    return size;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The end of a reply, whose payloads are JSON in bytes already. */
  private static final class Output extends ByteArrayOutputStream {

    private static final int REST = 64;

    /**
     * @param begun the reply and its result, both open
     */
    Output(Json begun, int payloads) {
      super(begun.length() + payloads + REST);
      writeBytes(begun.bytes());
    }

    Output member(String name) {
      if (buf[count - 1] != '{') {
        write(',');
      }
      writeBytes(JsonFraming.bytes('"' + name + "\":"));
      return this;
    }

    Output array(List<Publication> publications) {
      write('[');
      for (int i = 0; i < publications.size(); i++) {
        if (i > 0) {
          write(',');
        }
        publication(publications.get(i));
      }
      write(']');
      return this;
    }

    private void publication(Publication publication) {
      writeBytes(DATA);
      writeBytes(publication.data());
      if (publication.offset() > 0) {
        writeBytes(OFFSET);
        writeBytes(JsonFraming.bytes(Long.toString(publication.offset())));
      }
      write('}');
    }

    byte[] end() {
      write('}');
      write('}');
      return toByteArray();
    }
  }
}
