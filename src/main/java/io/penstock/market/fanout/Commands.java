package io.penstock.market.fanout;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one client asks, worked in order. While many answers are on their way no more commands are
 * taken, and no more frames are read: so a client that asks much and reads little holds up only
 * itself.
 */
final class Commands {

  /** Subscriptions asked of the board at a time: each may bring a whole book. */
  private static final int MAX_JOINING = 16;

  private static final String VERSION = "penstock";

  private final Session session;
  private final FanoutLoop loop;
  private final Board board;
  private final FanoutProperties properties;
  private final CommandRate rate;
  private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private int joining;
  private boolean connected;

  Commands(Session session, FanoutLoop loop, Board board, FanoutProperties properties) {
    this.session = session;
    this.loop = loop;
    this.board = board;
    this.properties = properties;
    this.rate =
        new CommandRate(
            properties.commandsPerSecond(), properties.commandBurst(), System.nanoTime());
  }

  /** A frame: commands in JSON, one a line. */
  void receive(byte[] frame) {
    int from = 0;
    for (int i = 0; i <= frame.length; i++) {
      if (i == frame.length || frame[i] == '\n') {
        if (i > from) {
          lines.add(Arrays.copyOfRange(frame, from, i));
        }
        from = i + 1;
      }
    }
    if (lines.isEmpty()) {
      session.disconnect(Disconnect.BAD_REQUEST);
    } else {
      proceed();
    }
  }

  /** Works what waits, as far as there is room for the answers. */
  void proceed() {
    while (!lines.isEmpty() && joining < MAX_JOINING && session.hasRoomForReplies()) {
      work(lines.remove());
    }
    session.setReading(lines.isEmpty());
  }

  /**
   * Counts something else than a command against the client's rate.
   *
   * @return whether it may still have an answer
   */
  boolean spend() {
    CommandRate.Answer answer = rate.take(System.nanoTime());
    if (answer == CommandRate.Answer.OUT) {
      session.disconnect(Disconnect.TOO_MANY_REQUESTS);
    }
    return answer == CommandRate.Answer.OK;
  }

  private void work(byte[] line) {
    Command command;
    try {
      command = Command.parse(line);
    } catch (IllegalArgumentException e) {
      session.disconnect(Disconnect.BAD_REQUEST);
      return;
    }
    if (connected == (command.method() == Command.Method.CONNECT)) {
      // The first command is connect, and no other.
      session.disconnect(Disconnect.BAD_REQUEST);
      return;
    }
    switch (rate.take(System.nanoTime())) {
      case OK -> work(command);
      case REFUSED -> session.refuse(command.id(), ErrorCode.TOO_MANY_REQUESTS);
      case OUT -> session.disconnect(Disconnect.TOO_MANY_REQUESTS);
    }
  }

  private void work(Command command) {
    switch (command.method()) {
      case CONNECT -> connect(command.id());
      case SUBSCRIBE -> subscribe(command);
      case UNSUBSCRIBE -> unsubscribe(command);
      case PING -> session.reply(Replies.done(command.id(), "ping"));
      case PONG -> session.pong();
      case SEND -> session.disconnect(Disconnect.NOT_AVAILABLE);
      case PUBLISH, PRESENCE, PRESENCE_STATS, HISTORY, RPC, REFRESH, SUB_REFRESH ->
          session.refuse(command.id(), ErrorCode.NOT_AVAILABLE);
      case UNKNOWN -> session.refuse(command.id(), ErrorCode.METHOD_NOT_FOUND);
    }
  }

  private void connect(long id) {
    connected = true;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String client = new UUID(random.nextLong(), random.nextLong()).toString();
    session.reply(Replies.connected(id, client, VERSION, properties.pingInterval().toSeconds()));
    session.connected();
  }

  private void subscribe(Command command) {
    String text = command.channel();
    if (text == null) {
      session.refuse(command.id(), ErrorCode.BAD_REQUEST);
    } else if (subscriptions.containsKey(text)) {
      session.refuse(command.id(), ErrorCode.ALREADY_SUBSCRIBED);
    } else if (subscriptions.size() >= properties.maxSubscriptions()) {
      session.refuse(command.id(), ErrorCode.LIMIT_EXCEEDED);
    } else {
      subscribe(command, text);
    }
  }

  private void subscribe(Command command, String text) {
    ChannelName name;
    try {
      name = ChannelName.parse(text);
    } catch (IllegalArgumentException e) {
      session.refuse(command.id(), ErrorCode.BAD_REQUEST);
      return;
    }
    if (name == null) {
      session.refuse(command.id(), ErrorCode.UNKNOWN_CHANNEL);
      return;
    }
    Subscription subscription = new Subscription(name, this);
    subscriptions.put(text, subscription);
    joining++;
    board.join(subscription, loop, command.id(), command.recovering());
  }

  /** The board found the channel: the reply leaves before the first push. */
  void joined(Subscription subscription, Members members, Message reply) {
    joining--;
    session.reply(reply);
    subscription.join(members);
    proceed();
  }

  /** The board does not know the channel. */
  void notJoined(Subscription subscription, long id) {
    joining--;
    subscriptions.remove(subscription.channel().text(), subscription);
    session.refuse(id, ErrorCode.UNKNOWN_CHANNEL);
    proceed();
  }

  void push(Message message) {
    session.push(message);
  }

  void left(Message reply) {
    session.reply(reply);
  }

  private void unsubscribe(Command command) {
    if (command.channel() == null) {
      session.refuse(command.id(), ErrorCode.BAD_REQUEST);
      return;
    }
    Subscription subscription = subscriptions.remove(command.channel());
    Message reply = Replies.done(command.id(), "unsubscribe");
    if (subscription == null) {
      session.reply(reply);
    } else {
      subscription.leave();
      board.leave(subscription, loop, reply);
    }
  }

  /** Leaves all channels and forgets what waits. */
  void end() {
    lines.clear();
    for (Subscription subscription : subscriptions.values()) {
      subscription.leave();
      board.leave(subscription, loop, null);
    }
    subscriptions.clear();
  }
}
