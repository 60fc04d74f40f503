package io.penstock.payments.networks.iso8583;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.penstock.payments.networks.BackInReach;
import io.penstock.payments.networks.CallException;
import io.penstock.payments.networks.Departure;
import io.penstock.payments.networks.LateAnswer;
import io.penstock.payments.networks.NetworkOccurrence.AnsweredLate;
import io.penstock.payments.networks.NetworkOccurrence.LateAnswerDropped;
import io.penstock.payments.networks.NetworkOccurrence.LineLost;
import io.penstock.payments.networks.NetworkOccurrence.LineSignedOn;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.platform.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/**
 * All connections to one network, and what is in flight on them. Fields without another word are
 * touched on the event loop only.
 */
final class Lines {

  static final int LENGTH = 2;

  /** Late answers that wait for somebody to take them. */
  static final int LATE_ANSWERS = 1_024;

  /** Requests of which it is remembered that they were answered, or given up. */
  private static final int REMEMBERED = 10_000;

  /** Bytes that wait for the socket: a line that has more has no room. */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

  private static final Duration LOOP_STOP = Duration.ofSeconds(2);

  private final String network;
  private final IsoSettings settings;
  private final IsoTools tools;
  private final Codec codec = new Codec();
  private final Requests requests;
  private final Judge judge;
  private final LoopResources loops;
  private final EventLoop loop;
  private final TcpClient client;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicBoolean stopping = new AtomicBoolean();

  private final List<Line> signedOn = new ArrayList<>();
  private volatile int signedOnCount;
  private final Map<TraceKey, Flight> flights = new HashMap<>();
  private final Map<TraceKey, Ended> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TraceKey, Ended> eldest) {
          return size() > REMEMBERED;
        }
      };

  private final Sinks.Many<LateAnswer> lateAnswers =
      Sinks.many().multicast().onBackpressureBuffer(LATE_ANSWERS, false);
  private final Sinks.Many<BackInReach> recoveries = Sinks.many().multicast().directBestEffort();
  private final Sinks.Empty<Void> drained = Sinks.empty();

  /** A request that no call waits for any more; nothing of its card is kept. */
  private record Ended(
      boolean answered,
      @Nullable String retrieval,
      @Nullable Operation operation,
      @Nullable Money asked) {

    LateAnswer.Kind kind() {
      return answered ? LateAnswer.Kind.DUPLICATE : LateAnswer.Kind.LATE;
    }

    Ended answeredNow() {
      return new Ended(true, retrieval, operation, asked);
    }
  }

  /**
   * @param tls null for plain TCP
   */
  Lines(String network, IsoSettings settings, @Nullable SslContext tls, IsoTools tools) {
    this.network = network;
    this.settings = settings;
    this.tools = tools;
    this.requests = new Requests(settings.acquirer(), settings.terminal(), settings.category());
    this.judge = new Judge(network, tools.telemetry());
    this.loops = LoopResources.create("network-" + network, 1, 1, true, false);
    this.loop = loops.onClient(true).next();
    this.client = client(settings, tls);
    this.messages.set(tools.random().nextLong(1L << 32));
  }

  private TcpClient client(IsoSettings settings, @Nullable SslContext tls) {
    TcpClient plain =
        TcpClient.newConnection()
            .runOn(loops, true)
            .host(settings.host())
            .port(settings.port())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(settings.connectTimeout().toMillis()))
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .doOnConnected(connection -> addHandlers(connection, settings));
    return tls == null
        ? plain
        : plain.secure(spec -> spec.sslContext(tls).handshakeTimeout(settings.connectTimeout()));
  }

  private static void addHandlers(Connection connection, IsoSettings settings) {
    connection.addHandlerLast("together", new FlushConsolidationHandler(256, true));
    connection.addHandlerLast(
        "frames",
        new LengthFieldBasedFrameDecoder(
            Math.toIntExact(settings.maxFrame().toBytes()) + LENGTH, 0, LENGTH, 0, LENGTH));
  }

  String network() {
    return network;
  }

  IsoSettings settings() {
    return settings;
  }

  IsoTools tools() {
    return tools;
  }

  Codec codec() {
    return codec;
  }

  Requests requests() {
    return requests;
  }

  Judge judge() {
    return judge;
  }

  /** Of any thread. */
  int signedOnCount() {
    return signedOnCount;
  }

  Flux<LateAnswer> lateAnswers() {
    return lateAnswers.asFlux();
  }

  Flux<BackInReach> recoveries() {
    return recoveries.asFlux();
  }

  /** A number for a message that has no reference; of any thread. */
  long nextMessage() {
    return messages.getAndIncrement() & Long.MAX_VALUE;
  }

  /** Keeps all connections there until the signal; completes when they have signed off. */
  Mono<Void> run(Mono<Void> stop) {
    Mono<Void> stopped = stop.then(Mono.defer(this::drain)).cache();
    return Flux.range(1, settings.lines())
        .flatMap(number -> keep(number, stopped), settings.lines())
        .then();
  }

  /** Frees the event loop, after {@link #run}. */
  Mono<Void> close() {
    return loops.disposeLater(Duration.ZERO, LOOP_STOP);
  }

  /** Takes no more requests, and waits for the answers of those in flight. */
  private Mono<Void> drain() {
    stopping.set(true);
    loop.execute(this::tellDrained);
    return drained.asMono().timeout(settings.drain(), Mono.empty(), tools.timer());
  }

  private void tellDrained() {
    if (stopping.get() && flights.isEmpty()) {
      drained.tryEmitEmpty();
    }
  }

  /** One connection after the other. */
  private Mono<Void> keep(int number, Mono<Void> stopped) {
    Failures failures = new Failures();
    return Mono.defer(() -> connection(number, failures, stopped))
        .onErrorResume(error -> pause(number, failures, error, stopped))
        .repeat(() -> !stopping.get())
        .then();
  }

  private Mono<Void> connection(int number, Failures failures, Mono<Void> stopped) {
    failures.began(now());
    return Mono.usingWhen(
            client.connect().map(connection -> new Line(this, connection)),
            line ->
                Mono.firstWithSignal(
                    line.listen(),
                    line.talk(() -> signedOn(number, line)),
                    stopped.then(Mono.defer(line::signOff))),
            line -> leave(line, failures))
        .takeUntilOther(stopped.then(Mono.delay(settings.answerWithin(), tools.timer())));
  }

  private Mono<Void> leave(Line line, Failures failures) {
    return Mono.<Void>create(
            left -> {
              onLoop(
                  () -> {
                    failures.unanswered = lose(line);
                    left.success();
                  },
                  left::success);
            })
        .then(Mono.defer(line::close));
  }

  private Mono<Void> pause(int number, Failures failures, Throwable error, Mono<Void> stopped) {
    Duration pause =
        settings.reconnect().backoff().pause(failures.count(now(), settings), tools.random());
    tools
        .telemetry()
        .report(
            new LineLost(network, number, LineException.reason(error), failures.unanswered, pause));
    failures.unanswered = 0;
    return Mono.firstWithSignal(Mono.delay(pause, tools.timer()).then(), stopped);
  }

  /** How often in a row a connection could not be had or did not live. */
  private static final class Failures {

    private int inARow;
    private long began;
    private volatile int unanswered;

    void began(long now) {
      began = now;
    }

    /** One more; one that lived for as long as a quiet line is left alone begins anew. */
    int count(long now, IsoSettings settings) {
      boolean lived = now - began > settings.echoAfter().toNanos();
      inARow = lived ? 1 : inARow + 1;
      return inARow;
    }
  }

  private void signedOn(int number, Line line) {
    signedOn.add(line);
    signedOnCount = signedOn.size();
    tools.telemetry().report(new LineSignedOn(network, number));
    recovered(BackInReach.Why.SIGNED_ON);
  }

  /** Its requests are unknown from now on; returns how many. */
  private int lose(Line line) {
    signedOn.remove(line);
    signedOnCount = signedOn.size();
    List<Flight> lost = flights.values().stream().filter(flight -> flight.line == line).toList();
    for (Flight flight : lost) {
      flights.remove(flight.key);
      end(flight, false);
      flight.failed(new CallException.Lost(Unknown.Cause.CONNECTION_LOST));
    }
    tellDrained();
    return lost.size();
  }

  /** Tells that the network can be asked again; of any thread. */
  void tellRecovered(BackInReach.Why why) {
    onLoop(() -> recovered(why), () -> {});
  }

  private void recovered(BackInReach.Why why) {
    recoveries.tryEmitNext(new BackInReach(network, why, tools.clock().instant()));
  }

  /**
   * Sends and waits for the answer, for ever: the caller limits it. Cancel gives it up.
   *
   * <p>Fails with a {@link CallException}. The answer comes on the event loop.
   */
  Mono<Message> exchange(Parcel parcel, Departure departure) {
    return Mono.create(caller -> {
      Flight flight = new Flight(parcel, departure, caller);
      caller.onDispose(() -> onLoop(() -> giveUp(flight), () -> {}));
      onLoop(() -> depart(flight), () -> caller.error(new CallException.LineGone()));
    });
  }

  /** The same for a message of the line itself, which need not be signed on. */
  Mono<Message> manage(Line line, String code) {
    return Mono.create((MonoSink<Message> caller) -> {
      Message request = requests.management(code, nextMessage(), tools.clock().instant());
      Parcel parcel = new Parcel(request, codec.write(request), null, null);
      Flight flight = new Flight(parcel, new Departure(), caller);
      caller.onDispose(() -> onLoop(() -> giveUp(flight), () -> {}));
      onLoop(
          () -> launch(flight, line),
          () -> caller.error(new LineException("the event loop has ended")));
    });
  }

  private void depart(Flight flight) {
    if (stopping.get() || signedOn.isEmpty()) {
      flight.failed(new CallException.NoLine());
      return;
    }
    if (flights.containsKey(flight.key)) {
      flight.failed(taken(flight));
      return;
    }
    Line best = null;
    boolean open = false;
    for (Line line : signedOn) {
      open |= line.isOpen();
      if (line.isOpen() && line.hasRoom() && (best == null || line.inFlight() < best.inFlight())) {
        best = line;
      }
    }
    if (best == null) {
      flight.failed(open ? new CallException.LinesFull() : new CallException.LineGone());
    } else {
      launch(flight, best);
    }
  }

  /**
   * The same request is in flight already, so nobody may say that it was not sent. Another one that
   * only has the same trace number has to wait for its turn.
   */
  private CallException taken(Flight flight) {
    Flight other = flights.get(flight.key);
    boolean same =
        other != null
            && flight
                .parcel
                .request()
                .need(Field.RETRIEVAL)
                .equals(other.parcel.request().get(Field.RETRIEVAL));
    return same ? new CallException.Lost(Unknown.Cause.DUPLICATE) : new CallException.LinesFull();
  }

  private void launch(Flight flight, Line line) {
    if (flight.departure.leave()) {
      flight.line = line;
      flights.put(flight.key, flight);
      line.send(flight);
    }
  }

  private void giveUp(Flight flight) {
    if (flights.remove(flight.key, flight)) {
      end(flight, false);
      tellDrained();
    }
  }

  private void end(Flight flight, boolean answered) {
    Line line = flight.line;
    if (line != null) {
      line.landed();
    }
    Parcel parcel = flight.parcel;
    ended.put(
        flight.key,
        new Ended(
            answered, parcel.request().get(Field.RETRIEVAL), parcel.operation(), parcel.asked()));
  }

  /** Something that the network says. */
  void heard(Line line, Message message) {
    switch (message.type()) {
      case AUTHORIZATION_ANSWER,
          FINANCIAL_ANSWER,
          COMPLETION_ANSWER,
          REVERSAL_ANSWER,
          INQUIRY_ANSWER,
          MANAGEMENT_ANSWER ->
          answered(message);
      case MANAGEMENT -> acknowledge(line, message);
      case AUTHORIZATION,
          FINANCIAL,
          COMPLETION,
          COMPLETION_AGAIN,
          REVERSAL,
          REVERSAL_AGAIN,
          INQUIRY ->
          throw new MalformedMessageException("a network asks for nothing of this type");
    }
  }

  private void answered(Message answer) {
    TraceKey key = TraceKey.of(answer);
    Flight flight = flights.get(key);
    if (flight == null || !isOf(flight.parcel.request().get(Field.RETRIEVAL), answer)) {
      late(key, answer);
      return;
    }
    flights.remove(key);
    end(flight, true);
    flight.answered(answer);
    tellDrained();
  }

  /** A trace number comes back after 999,999 others; the retrieval reference does not. */
  private static boolean isOf(@Nullable String asked, Message answer) {
    return asked == null || asked.equals(answer.get(Field.RETRIEVAL));
  }

  private void late(TraceKey key, Message answer) {
    Ended known = remembered(key, answer);
    LateAnswer.Kind kind = known == null ? LateAnswer.Kind.UNMATCHED : known.kind();
    if (known != null) {
      ended.put(key, known.answeredNow());
    }
    tools.telemetry().report(new AnsweredLate(network, kind));
    Operation operation = known == null ? operation(answer) : known.operation();
    String retrieval = answer.get(Field.RETRIEVAL);
    if (operation != null && retrieval != null) {
      Money asked = known == null ? null : known.asked();
      Traces.number(retrieval)
          .ifPresent(number ->
              tell(
                  new LateAnswer(
                      network,
                      number,
                      operation,
                      judge.outcome(operation, answer, asked),
                      kind,
                      tools.clock().instant())));
    }
  }

  private @Nullable Ended remembered(TraceKey key, Message answer) {
    Ended known = ended.get(key);
    return known != null && isOf(known.retrieval(), answer) ? known : null;
  }

  private void tell(LateAnswer answer) {
    if (lateAnswers.tryEmitNext(answer).isFailure()) {
      tools.telemetry().report(new LateAnswerDropped(network));
    }
  }

  /** Of an answer that nothing is known of; null when it is about no money. */
  private static @Nullable Operation operation(Message answer) {
    return switch (answer.type()) {
      case AUTHORIZATION_ANSWER -> Operation.AUTHORIZATION;
      case FINANCIAL_ANSWER ->
          Requests.REFUND.equals(answer.get(Field.PROCESSING_CODE))
              ? Operation.REFUND
              : Operation.PURCHASE;
      case COMPLETION_ANSWER -> Operation.CAPTURE;
      case REVERSAL_ANSWER -> Operation.REVERSAL;
      default -> null;
    };
  }

  /** Networks sign on, and ask whether we are there, too. */
  private void acknowledge(Line line, Message message) {
    Message answer = new Message(MessageType.MANAGEMENT_ANSWER);
    message.fields().forEach(answer::with);
    answer.with(Field.RESPONSE_CODE, ResponseCodes.DONE);
    line.write(answer, codec.write(answer));
    if (Requests.SIGN_OFF.equals(message.get(Field.MANAGEMENT_CODE))) {
      throw new LineException("the network signs off");
    }
  }

  private void onLoop(Runnable task, Runnable ifEnded) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException endedLoop) {
      ifEnded.run();
    }
  }

  private long now() {
    return tools.timer().now(TimeUnit.NANOSECONDS);
  }

  /** When now is, for messages. */
  Instant instant() {
    return tools.clock().instant();
  }
}
