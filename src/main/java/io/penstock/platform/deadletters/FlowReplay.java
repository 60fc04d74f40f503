package io.penstock.platform.deadletters;

import io.penstock.platform.deadletters.Letter.Origin;
import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.FlowDeclaration;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Replays records of declared flows: written again to where they were, with a header that lets
 * their flow alone hear them.
 */
final class FlowReplay {

  private static final String UNCHECKED = "only the flow itself can tell whether it can be worked";

  private final Declarations declarations;
  private final Map<String, FlowCheck> checks;
  private final Streams streams;

  FlowReplay(Declarations declarations, List<FlowCheck> checks, Streams streams) {
    this.declarations = declarations;
    this.checks = checks.stream().collect(Collectors.toMap(FlowCheck::flow, Function.identity()));
    this.streams = streams;
  }

  /** The topics are as they are declared: the start has made sure of it. */
  Verdict dryRun(Letter letter) {
    FlowDeclaration flow = declarations.flows().get(letter.flow());
    if (flow == null || flow.work() == null) {
      return new Verdict.NotReplayable("no flow " + letter.flow() + " works records");
    }
    Optional<Origin> origin = letter.origin();
    if (origin.isEmpty()) {
      return new Verdict.NotReplayable("it does not say where it was");
    }
    PartitionId was = origin.get().partition();
    if (!flow.from().contains(was.topic())) {
      return new Verdict.NotReplayable("flow " + flow.name() + " does not read " + was.topic());
    }
    return was.partition() < declarations.topic(was.topic()).partitions()
        ? judged(letter, origin.get())
        : new Verdict.NotReplayable("there is no partition " + was);
  }

  Mono<Void> replay(Letter letter) {
    Origin origin = letter.origin().orElseThrow();
    Map<String, String> headers = letter.ownHeaders();
    headers.put(Replays.FOR, letter.flow());
    headers.put(Replays.OF, letter.id());
    StreamRecord dead = letter.record();
    return streams.send(
        Mono.just(
            new OutgoingRecord(
                origin.partition().topic(),
                origin.partition().partition(),
                dead.key(),
                dead.value(),
                headers)));
  }

  private Verdict judged(Letter letter, Origin origin) {
    List<PartitionId> destination = List.of(origin.partition());
    FlowCheck check = checks.get(letter.flow());
    if (check == null) {
      return new Verdict.Untold(UNCHECKED, destination);
    }
    try {
      return new Verdict.Works(check.read().apply(asItWas(letter, origin)), destination);
    } catch (RuntimeException unreadable) {
      // Whatever a check trips over is this letter's own fault, and no other's.
      return new Verdict.Fails(sentence(unreadable.getMessage()), destination);
    }
  }

  private static StreamRecord asItWas(Letter letter, Origin origin) {
    StreamRecord dead = letter.record();
    return new StreamRecord(
        origin.partition(),
        origin.offset(),
        dead.key(),
        dead.value(),
        letter.ownHeaders(),
        origin.time() == null ? dead.timestamp() : origin.time());
  }

  private static String sentence(@Nullable String message) {
    return message == null ? "it cannot be read" : message;
  }
}
