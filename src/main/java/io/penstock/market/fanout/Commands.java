package io.penstock.market.fanout;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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
  private final Framing framing;
  private final ArrayDeque<Iterator<Command>> frames = new ArrayDeque<>();
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private int joining;
  private boolean connected;

  Commands(Session session, FanoutLoop loop, Board board, FanoutProperties properties) {
    this.session = session;
    this.loop = loop;
    this.board = board;
    this.properties = properties;
    this.framing = session.framing();
    this.rate =
        new CommandRate(
            properties.commandsPerSecond(), properties.commandBurst(), System.nanoTime());
  }

  /** A frame: some commands. */
  void receive(byte[] frame) {
    Iterator<Command> commands = framing.commands(frame);
    if (commands.hasNext()) {
      frames.add(commands);
      proceed();
    } else {
      session.disconnect(Disconnect.BAD_REQUEST);
    }
  }

  /** Works what waits, as far as there is room for the answers. */
  void proceed() {
    while (!frames.isEmpty() && joining < MAX_JOINING && session.hasRoomForReplies()) {
      Command command = next();
      if (command == null) {
        session.disconnect(Disconnect.BAD_REQUEST);
      } else {
        take(command);
      }
    }
    session.setReading(frames.isEmpty());
  }

  /**
   * @return null when the frame cannot be read
   */
  private @Nullable Command next() {
    Iterator<Command> commands = frames.element();
    try {
      Command command = commands.next();
      if (!commands.hasNext()) {
        frames.remove();
      }
      return command;
    } catch (IllegalArgumentException e) {
      return null;
    }
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

  private void take(Command command) {
    if (connected == command.request() instanceof Request.Connect) {
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
    long id = command.id();
    switch (command.request()) {
      case Request.Connect connect -> connect(id);
      case Request.Subscribe subscribe -> subscribe(id, subscribe);
      case Request.Unsubscribe unsubscribe -> unsubscribe(id, unsubscribe.channel());
      case Request.Ping ping -> reply(framing.pinged(id));
      case Request.Pong pong -> session.pong();
      case Request.Send send -> session.disconnect(Disconnect.NOT_AVAILABLE);
      case Request.History history -> session.refuse(id, ErrorCode.NOT_AVAILABLE);
      case Request.Refresh refresh -> session.refuse(id, ErrorCode.NOT_AVAILABLE);
      case Request.SubRefresh refresh -> session.refuse(id, ErrorCode.NOT_AVAILABLE);
      case Request.NotOffered notOffered -> session.refuse(id, ErrorCode.NOT_AVAILABLE);
      case Request.Unknown unknown -> session.refuse(id, ErrorCode.METHOD_NOT_FOUND);
      case Request.Malformed malformed -> session.refuse(id, ErrorCode.BAD_REQUEST);
    }
  }

  private void reply(byte[] reply) {
    session.reply(new Message(reply, false));
  }

  private void connect(long id) {
    connected = true;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String client = new UUID(random.nextLong(), random.nextLong()).toString();
    reply(framing.connected(id, client, VERSION, properties.pingInterval().toSeconds(), 0));
    session.connected();
  }

  private void subscribe(long id, Request.Subscribe request) {
    if (subscriptions.containsKey(request.channel())) {
      session.refuse(id, ErrorCode.ALREADY_SUBSCRIBED);
    } else if (subscriptions.size() >= properties.maxSubscriptions()) {
      session.refuse(id, ErrorCode.LIMIT_EXCEEDED);
    } else {
      join(id, request);
    }
  }

  private void join(long id, Request.Subscribe request) {
    ChannelName name;
    try {
      name = ChannelName.parse(request.channel());
    } catch (IllegalArgumentException e) {
      session.refuse(id, ErrorCode.BAD_REQUEST);
      return;
    }
    if (name == null) {
      session.refuse(id, ErrorCode.UNKNOWN_CHANNEL);
      return;
    }
    Subscription subscription = new Subscription(name, this);
    subscriptions.put(name.text(), subscription);
    joining++;
    board.join(subscription, loop, id, request.recover());
  }

  /** How this client's replies and pushes are spelt. */
  Framing framing() {
    return framing;
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

  private void unsubscribe(long id, String channel) {
    Subscription subscription = subscriptions.remove(channel);
    Message reply = new Message(framing.unsubscribed(id), false);
    if (subscription == null) {
      session.reply(reply);
    } else {
      subscription.leave();
      board.leave(subscription, loop, reply);
    }
  }

  /** Leaves all channels and forgets what waits. */
  void end() {
    frames.clear();
    for (Subscription subscription : subscriptions.values()) {
      subscription.leave();
      board.leave(subscription, loop, null);
    }
    subscriptions.clear();
  }
}
