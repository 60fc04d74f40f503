package io.penstock.market.fanout;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Messages of centrifugal/protocol, definitions/client.proto, each behind its length, in binary
 * frames. Payloads are JSON here, too.
 */
final class ProtobufFraming implements Framing {

  // Fields of the message Reply.
  private static final int ID = 1;
  private static final int ERROR = 2;
  private static final int PUSH = 4;
  private static final int CONNECT = 5;
  private static final int SUBSCRIBE = 6;
  private static final int UNSUBSCRIBE = 7;
  private static final int HISTORY = 11;
  private static final int PING = 12;
  private static final int REFRESH = 14;
  private static final int SUB_REFRESH = 15;

  // Of Push.
  private static final int PUSH_CHANNEL = 2;
  private static final int PUSH_PUB = 4;
  private static final int PUSH_UNSUBSCRIBE = 7;

  // Of Publication.
  private static final int PUB_DATA = 4;
  private static final int PUB_OFFSET = 6;

  @Override
  public String subprotocol() {
    return "centrifuge-protobuf";
  }

  @Override
  public int opcode() {
    return 2;
  }

  @Override
  public boolean separatesLines() {
    return false;
  }

  @Override
  public Iterator<Command> commands(byte[] frame) {
    return new ProtobufCommands(frame);
  }

  @Override
  public byte[] connected(long id, String client, String version, long pingSeconds, long ttl) {
    return reply(
        id,
        CONNECT,
        new Fields()
            .string(1, client)
            .string(2, version)
            .flag(3, ttl > 0)
            .number(4, ttl)
            .number(7, pingSeconds)
            .flag(8, true));
  }

  @Override
  public byte[] subscribed(long id, SubscribeResult result) {
    Fields fields = new Fields().flag(3, result.recoverable());
    Position position = result.position();
    if (position != null) {
      fields.string(6, position.epoch());
    }
    result.publications().forEach(each -> fields.message(7, publication(each)));
    fields.flag(8, result.recovered());
    if (position != null) {
      fields.number(9, position.offset());
    }
    fields.flag(10, result.positioned());
    byte[] data = result.data();
    if (data != null) {
      fields.bytes(11, data);
    }
    return reply(id, SUBSCRIBE, fields.flag(12, result.wasRecovering()));
  }

  @Override
  public byte[] unsubscribed(long id) {
    return reply(id, UNSUBSCRIBE, new Fields());
  }

  @Override
  public byte[] history(long id, Position position, List<Publication> publications) {
    Fields fields = new Fields();
    publications.forEach(each -> fields.message(1, publication(each)));
    return reply(id, HISTORY, fields.string(2, position.epoch()).number(3, position.offset()));
  }

  @Override
  public byte[] refreshed(long id, String client, String version, long ttl) {
    return reply(
        id,
        REFRESH,
        new Fields().string(1, client).string(2, version).flag(3, ttl > 0).number(4, ttl));
  }

  @Override
  public byte[] subRefreshed(long id, long ttl) {
    return reply(id, SUB_REFRESH, new Fields().flag(1, ttl > 0).number(2, ttl));
  }

  @Override
  public byte[] pinged(long id) {
    return reply(id, PING, new Fields());
  }

  @Override
  public byte[] refused(long id, ErrorCode error) {
    return reply(
        id,
        ERROR,
        new Fields()
            .number(1, error.code())
            .string(2, error.message())
            .flag(3, error.isTemporary()));
  }

  /** By hand and into one array: this is encoded for each change of a channel. */
  @Override
  public byte[] push(String channel, Publication publication) {
    long offset = publication.offset();
    int pub =
        CodedOutputStream.computeByteArraySize(PUB_DATA, publication.data())
            + (offset > 0 ? CodedOutputStream.computeUInt64Size(PUB_OFFSET, offset) : 0);
    int push =
        CodedOutputStream.computeStringSize(PUSH_CHANNEL, channel) + delimited(PUSH_PUB, pub);
    int reply = delimited(PUSH, push);
    byte[] bytes = new byte[CodedOutputStream.computeUInt32SizeNoTag(reply) + reply];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeUInt32NoTag(reply);
      begin(out, PUSH, push);
      out.writeString(PUSH_CHANNEL, channel);
      begin(out, PUSH_PUB, pub);
      out.writeByteArray(PUB_DATA, publication.data());
      if (offset > 0) {
        out.writeUInt64(PUB_OFFSET, offset);
      }
      out.checkNoSpaceLeft();
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] pushUnsubscribe(String channel, int code, String reason) {
    return new Fields()
        .message(
            PUSH,
            new Fields()
                .string(PUSH_CHANNEL, channel)
                .message(PUSH_UNSUBSCRIBE, new Fields().number(2, code).string(3, reason)))
        .bytes();
  }

  /** A reply of no bytes. */
  @Override
  public byte[] ping() {
    return new Fields().bytes();
  }

  private static byte[] reply(long id, int number, Fields result) {
    return new Fields().number(ID, id).message(number, result).bytes();
  }

  private static Fields publication(Publication publication) {
    return new Fields()
        .bytes(PUB_DATA, publication.data())
        .number(PUB_OFFSET, publication.offset());
  }

  /** Size of a message within another one. */
  private static int delimited(int number, int size) {
    return CodedOutputStream.computeTagSize(number)
        + CodedOutputStream.computeUInt32SizeNoTag(size)
        + size;
  }

  private static void begin(CodedOutputStream out, int number, int size) throws IOException {
    out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
  }

  /** One field, written when the sizes of all are known. */
  @FunctionalInterface
  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  /** A message being put together; as Protobuf has it, what is zero or empty is left out. */
  private static final class Fields {

    private final List<Writer> writers = new ArrayList<>();
    private int size;

    Fields number(int number, long value) {
      return value == 0
          ? this
          : add(
              CodedOutputStream.computeUInt64Size(number, value),
              out -> out.writeUInt64(number, value));
    }

    Fields flag(int number, boolean value) {
      return number(number, value ? 1 : 0);
    }

    Fields string(int number, String value) {
      return bytes(number, value.getBytes(StandardCharsets.UTF_8));
    }

    Fields bytes(int number, byte[] value) {
      return value.length == 0
          ? this
          : add(
              CodedOutputStream.computeByteArraySize(number, value),
              out -> out.writeByteArray(number, value));
    }

    /** Written even when it is empty. */
    Fields message(int number, Fields nested) {
      int nestedSize = nested.size;
      return add(
          delimited(number, nestedSize),
          out -> {
            begin(out, number, nestedSize);
            nested.write(out);
          });
    }

    private Fields add(int bytes, Writer writer) {
      size += bytes;
      writers.add(writer);
      return this;
    }

    private void write(CodedOutputStream out) throws IOException {
      for (Writer writer : writers) {
        writer.write(out);
      }
    }

    /** The message behind its length. */
    byte[] bytes() {
      byte[] bytes = new byte[CodedOutputStream.computeUInt32SizeNoTag(size) + size];
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        out.writeUInt32NoTag(size);
        write(out);
        out.checkNoSpaceLeft();
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
