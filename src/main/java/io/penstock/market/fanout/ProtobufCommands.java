package io.penstock.market.fanout;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.penstock.market.fanout.RequestFields.Field;
import io.penstock.market.fanout.RequestFields.Method;
import io.penstock.market.fanout.RequestFields.Shape;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads commands in Protobuf, each behind its length, out of one frame. Fields are read from the
 * wire, without generated classes: those would keep what they do not know, and a frame of small
 * unknown fields would cost many times its size.
 */
final class ProtobufCommands implements Iterator<Command> {

  /** Of groups within each other, which nobody sends. */
  private static final int MAX_DEPTH = 32;

  private static final int ID = 1;

  private final int length;
  private final CodedInputStream in;

  ProtobufCommands(byte[] frame) {
    length = frame.length;
    in = CodedInputStream.newInstance(frame);
    in.setRecursionLimit(MAX_DEPTH);
  }

  @Override
  public boolean hasNext() {
    return in.getTotalBytesRead() < length;
  }

  @Override
  public Command next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      int outer = in.pushLimit(length(in));
      Command command = command();
      in.popLimit(outer);
      return command;
    } catch (IOException e) {
      throw new IllegalArgumentException("a command is a Protobuf message behind its length", e);
    }
  }

  /** Of what follows; the limit says whether it fits. */
  private static int length(CodedInputStream in) throws IOException {
    long length = in.readRawVarint64();
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new InvalidProtocolBufferException("a length is too large");
    }
    return (int) length;
  }

  private Command command() throws IOException {
    if (in.isAtEnd()) {
      return new Command(0, new Request.Pong());
    }
    long id = 0;
    Method first = null;
    Request request = new Request.Unknown();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      int type = WireFormat.getTagWireType(tag);
      Method method = Method.ofNumber(number);
      if (number == ID && type == WireFormat.WIRETYPE_VARINT) {
        id = in.readRawVarint64();
      } else if (number == ID) {
        throw new IllegalArgumentException("a command's id is a number");
      } else if (method == null) {
        skip(tag);
      } else {
        Request read = request(tag, method);
        if (first == null || method.compareTo(first) <= 0) {
          first = method;
          request = read;
        }
      }
    }
    return new Command(id, request);
  }

  private void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that has not begun");
    }
  }

  private Request request(int tag, Method method) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      skip(tag);
      return new Request.Malformed();
    }
    RequestFields fields = new RequestFields();
    read(method.shape(), fields);
    return fields.request(method);
  }

  /** Reads a message behind its length. */
  private void read(Shape shape, RequestFields fields) throws IOException {
    int outer = in.pushLimit(length(in));
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = shape.ofNumber(WireFormat.getTagFieldNumber(tag));
      if (field == null) {
        skip(tag);
      } else if (WireFormat.getTagWireType(tag) == wireType(field)) {
        read(field, fields);
      } else {
        fields.malformed();
        skip(tag);
      }
    }
    in.popLimit(outer);
  }

  private static int wireType(Field field) {
    return switch (field) {
      case RECOVER, REVERSE, OFFSET, LIMIT -> WireFormat.WIRETYPE_VARINT;
      case CHANNEL, TOKEN, EPOCH, SINCE, DATA -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
    };
  }

  private void read(Field field, RequestFields fields) throws IOException {
    switch (field) {
      case CHANNEL -> fields.channel(in.readStringRequireUtf8());
      case TOKEN -> fields.token(in.readStringRequireUtf8());
      case EPOCH -> fields.epoch(in.readStringRequireUtf8());
      case RECOVER -> fields.recover(in.readBool());
      case REVERSE -> fields.reverse(in.readBool());
      case OFFSET -> fields.offset(in.readUInt64());
      case LIMIT -> {
        long limit = in.readInt64();
        if (limit == (int) limit) {
          fields.limit((int) limit);
        } else {
          fields.malformed();
        }
      }
      case SINCE -> {
        RequestFields position = new RequestFields();
        read(Shape.POSITION, position);
        fields.since(position);
      }
      case DATA -> {
        byte[] data = in.readByteArray();
        // No bytes are no data.
        if (data.length > 0) {
          fields.mode(JsonCommands.mode(data));
        }
      }
    }
  }
}
