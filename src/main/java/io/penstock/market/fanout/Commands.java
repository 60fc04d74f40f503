package io.penstock.market.fanout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one client asks, worked in order. While many answers are on their way no more commands are
 * taken, and no more frames are read: so a client that asks much and reads little holds up only
 * itself.
 */
final class Commands implements Subscriber {

  /** What may be asked of the board at a time; a book or a history, which may be large, alone. */
  private static final int MAX_JOINING = 16;

  /** Of the publications in one reply; what is more follows as pushes. */
  private static final int MAX_PUBLICATIONS = 1_000;

  private static final int MAX_PUBLICATION_BYTES = 64 * 1024;

  /** Publications of a history that count as much as a command. */
  private static final int PUBLICATIONS_PER_COMMAND = 10;

  private static final String INSUFFICIENT_STATE = "insufficient state";
  private static final int INSUFFICIENT_STATE_CODE = 2500;

  private static final String VERSION = "penstock";

  private final Session session;
  private final FanoutLoop loop;
  private final Board board;
  private final FanoutProperties properties;
  private final CommandRate rate;
  private final Framing framing;
  private final ArrayDeque<Iterator<Command>> frames = new ArrayDeque<>();
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final ConnectionAuth auth;
  private String client = "";
  private int waitingBytes;
  private int joining;
  private boolean asked;
  private boolean connected;

  Commands(
      Session session, FanoutLoop loop, Board board, Tokens tokens, FanoutProperties properties) {
    this.session = session;
    this.loop = loop;
    this.board = board;
    this.properties = properties;
    this.framing = session.framing();
    this.auth = new ConnectionAuth(this, session, loop.eventLoop(), tokens);
    this.rate =
        new CommandRate(
            properties.commandsPerSecond(), properties.commandBurst(), System.nanoTime());
  }

  /** A frame: some commands. */
  void receive(byte[] frame) {
    Iterator<Command> commands = framing.commands(frame);
    if (commands.hasNext()) {
      frames.add(commands);
      waitingBytes += frame.length;
      proceed();
    } else {
      session.disconnect(Disconnect.BAD_REQUEST);
    }
  }

  /** Works what waits, as far as there is room for the answers. */
  void proceed() {
    while (hasNext()) {
      Command command = next();
      if (command == null) {
        session.disconnect(Disconnect.BAD_REQUEST);
      } else {
        take(command);
      }
    }
    session.setReading(frames.isEmpty());
  }

  /** Of frames that are not worked to their end. */
  int waitingBytes() {
    return waitingBytes;
  }

  private boolean hasNext() {
    return !frames.isEmpty()
        && joining < MAX_JOINING
        && !auth.isVerifying()
        && session.hasRoomForReplies();
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
        waitingBytes = frames.isEmpty() ? 0 : waitingBytes;
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
    if (asked == command.request() instanceof Request.Connect || asked != connected) {
      // The first command is connect, and no other; behind a refused one comes nothing.
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
      case Request.Connect connect -> {
        asked = true;
        auth.connect(id, connect.token());
      }
      case Request.Subscribe subscribe -> subscribe(id, subscribe);
      case Request.Unsubscribe unsubscribe -> unsubscribe(id, unsubscribe.channel());
      case Request.Ping ping -> session.reply(framing.pinged(id));
      case Request.Pong pong -> session.pong();
      case Request.Send send -> session.disconnect(Disconnect.NOT_AVAILABLE);
      case Request.History history -> history(id, history);
      case Request.Refresh refresh -> auth.refresh(id, refresh.token());
      case Request.SubRefresh refresh -> refreshSubscription(id, refresh.channel());
      case Request.NotOffered notOffered -> session.refuse(id, ErrorCode.NOT_AVAILABLE);
      case Request.Unknown unknown -> session.refuse(id, ErrorCode.METHOD_NOT_FOUND);
      case Request.Malformed malformed -> session.refuse(id, ErrorCode.BAD_REQUEST);
    }
  }

  /**
   * The client may come in.
   *
   * @param ttl seconds for which its token is good; 0 for one that brought none
   */
  void welcome(long id, long ttl) {
    connected = true;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    client = new UUID(random.nextLong(), random.nextLong()).toString();
    session.reply(
        framing.connected(id, client, VERSION, properties.pingInterval().toSeconds(), ttl));
    session.connected();
  }

  /** Its new token is good. */
  void refreshed(long id, long ttl) {
    session.reply(framing.refreshed(id, client, VERSION, ttl));
  }

  /** All channels are public: a token is neither needed nor looked at, and nothing expires. */
  private void refreshSubscription(long id, String channel) {
    if (subscriptions.containsKey(channel)) {
      session.reply(framing.subRefreshed(id, 0));
    } else {
      session.refuse(id, ErrorCode.PERMISSION_DENIED);
    }
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
    ChannelName name = name(id, request.channel());
    if (name == null) {
      return;
    }
    Subscription subscription = new Subscription(id, name, this, request.mode());
    subscriptions.put(name.text(), subscription);
    joining += weight(subscription);
    board.join(new Asked(subscription, loop, framing, beat(request.mode()), request.since()));
  }

  /**
   * @return null when there can be no such channel; the client is told so
   */
  private @Nullable ChannelName name(long id, String channel) {
    try {
      ChannelName name = ChannelName.parse(channel);
      if (name == null) {
        session.refuse(id, ErrorCode.UNKNOWN_CHANNEL);
      }
      return name;
    } catch (IllegalArgumentException e) {
      session.refuse(id, ErrorCode.BAD_REQUEST);
      return null;
    }
  }

  private static int weight(Subscription subscription) {
    return subscription.channel().kind() == ChannelKind.BOOK ? MAX_JOINING : 1;
  }

  private @Nullable Beat beat(Mode mode) {
    return switch (mode) {
      case Mode.Lossless lossless -> null;
      case Mode.Conflated conflated -> loop.beat(conflated.maxRate());
    };
  }

  @Override
  public void joined(Subscription subscription, Joined joined) {
    joining -= weight(subscription);
    Position position = joined.position();
    Entry place = joined.place();
    List<Publication> publications = new ArrayList<>();
    // Sixteen may be answered before the client has read one: only the first has room for much.
    int room = session.hasRoomForReplies() ? MAX_PUBLICATION_BYTES : 0;
    int bytes = 0;
    while (place != joined.last() && publications.size() < MAX_PUBLICATIONS && bytes < room) {
      place = place.follower();
      if (place.isOfRecord()) {
        Publication publication = place.publication();
        publications.add(publication);
        bytes += publication.data().length;
      }
    }
    // The rest follows as pushes; a client that is ahead of this replica stays where it is.
    long offset = place == joined.last() && position != null ? position.offset() : place.offset();
    long known = joined.goesOnFrom();
    session.reply(
        framing.subscribed(
            subscription.id(),
            new SubscribeResult(
                position == null ? null : new Position(position.epoch(), Math.max(offset, known)),
                position != null,
                position != null,
                joined.wasRecovering(),
                joined.recovered(),
                publications,
                joined.state())));
    subscription.join(joined.members(), place, known);
    proceed();
  }

  @Override
  public void notJoined(Subscription subscription) {
    joining -= weight(subscription);
    subscriptions.remove(subscription.channel().text(), subscription);
    session.refuse(subscription.id(), ErrorCode.UNKNOWN_CHANNEL);
    proceed();
  }

  /** The command still gets its answer, in front of the one to what ended it. */
  @Override
  public void gaveUp(Subscription subscription) {
    joining -= weight(subscription);
    session.reply(framing.refused(subscription.id(), ErrorCode.UNRECOVERABLE_POSITION));
    proceed();
  }

  @Override
  public void hasNews(Subscription subscription) {
    session.hasNews(subscription);
  }

  @Override
  public void needsState(Subscription subscription) {
    board.restate(subscription, loop);
  }

  @Override
  public void restated(Subscription subscription, byte @Nullable [] message, Entry place) {
    if (message != null && subscriptions.containsValue(subscription)) {
      session.reply(message);
    }
    subscription.goOnFrom(place);
  }

  @Override
  public void ended(Subscription subscription) {
    String channel = subscription.channel().text();
    if (subscriptions.remove(channel, subscription)) {
      subscription.leave();
      board.leave(subscription, loop, null);
      session.reply(framing.pushUnsubscribe(channel, INSUFFICIENT_STATE_CODE, INSUFFICIENT_STATE));
    }
  }

  private void unsubscribe(long id, String channel) {
    Subscription subscription = subscriptions.remove(channel);
    byte[] reply = framing.unsubscribed(id);
    if (subscription == null) {
      session.reply(reply);
    } else {
      subscription.leave();
      board.leave(subscription, loop, () -> session.reply(reply));
    }
  }

  private void history(long id, Request.History request) {
    ChannelName name = name(id, request.channel());
    if (name == null) {
      return;
    }
    int limit =
        request.limit() < 0 ? MAX_PUBLICATIONS : Math.min(request.limit(), MAX_PUBLICATIONS);
    joining += MAX_JOINING;
    board.told(
        name,
        request.since(),
        limit,
        request.reverse(),
        loop,
        told -> {
          joining -= MAX_JOINING;
          answer(id, told);
          proceed();
        });
  }

  private void answer(long id, @Nullable Told told) {
    if (told == null) {
      session.refuse(id, ErrorCode.UNKNOWN_CHANNEL);
    } else if (!told.isComplete()) {
      session.refuse(id, ErrorCode.UNRECOVERABLE_POSITION);
    } else {
      List<Publication> publications = new ArrayList<>();
      int bytes = 0;
      for (int i = 0; i < told.entries().size() && bytes < MAX_PUBLICATION_BYTES; i++) {
        Publication publication = told.entries().get(i).publication();
        publications.add(publication);
        bytes += publication.data().length;
      }
      rate.charge(publications.size() / PUBLICATIONS_PER_COMMAND);
      session.reply(framing.history(id, told.position(), publications));
    }
  }

  /** Leaves all channels and forgets what waits. */
  void end() {
    frames.clear();
    waitingBytes = 0;
    auth.end();
    for (Subscription subscription : subscriptions.values()) {
      subscription.leave();
      board.leave(subscription, loop, null);
    }
    subscriptions.clear();
  }
}
