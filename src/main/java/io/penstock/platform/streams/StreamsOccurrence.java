package io.penstock.platform.streams;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.telemetry.Occurrence;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.event.Level;

/** What streams tell. */
sealed interface StreamsOccurrence extends Occurrence {

  @Override
  default Level level() {
    return Level.WARN;
  }

  /** The broker did not have the topic. */
  record TopicCreated(String topic, int partitions) implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.topics.created";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "created topic " + topic + " with " + partitions + " partitions";
    }
  }

  /** The broker had another value than the declaration. */
  record TopicAltered(String topic, String setting, String was, String is)
      implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.topics.altered";
    }

    @Override
    public String message() {
      return "altered "
          + setting
          + " of topic "
          + topic
          + " from "
          + was
          + " to "
          + is
          + ", as declared";
    }
  }

  /** At the start, the broker is not there yet. */
  record BrokerAwaited(String servers, String cause) implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.broker.awaited";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "waiting for the broker at " + servers + ": " + cause;
    }
  }

  /** A record went to the dead-letter topic. */
  record DeadLettered(String flow, DeadLetter.Kind kind, String origin, String cause)
      implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.dead.letters";
    }

    @Override
    public Tags tags() {
      return Tags.of("flow", flow, "cause", kind.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String message() {
      return flow + " could not work " + origin + ", now a dead letter: " + cause;
    }
  }

  /** A flow's work failed and is tried again. */
  record WorkRepeated(
      String flow, PartitionId partition, int failures, Duration pause, String cause)
      implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.repeats";
    }

    @Override
    public Tags tags() {
      return Tags.of("flow", flow);
    }

    /** The first, and then ever more rarely; all are counted. */
    @Override
    public Level level() {
      return Integer.bitCount(failures) == 1 ? Level.WARN : Level.DEBUG;
    }

    @Override
    public String message() {
      return "%s failed %d times at %s, next try in %d ms: %s"
          .formatted(flow, failures, partition, pause.toMillis(), cause);
    }
  }

  /** A flow lost its place in the group, mostly with the broker, and joins anew. */
  record FlowRestarted(String flow, String cause) implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.flow.restarts";
    }

    @Override
    public Tags tags() {
      return Tags.of("flow", flow);
    }

    @Override
    public String message() {
      return flow + " joins its group anew: " + cause;
    }
  }

  /** A reader without a group lost its broker and goes on behind the last record seen. */
  record FollowRestarted(String topic, String cause) implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.follow.restarts";
    }

    @Override
    public Tags tags() {
      return Tags.of("topic", topic);
    }

    @Override
    public String message() {
      return "follows " + topic + " anew behind the last record seen: " + cause;
    }
  }

  /** Work was still in hand when its partition had to be given away; another member repeats it. */
  record WorkAbandoned(String flow, PartitionId partition) implements StreamsOccurrence {

    @Override
    public String metric() {
      return "penstock.streams.abandoned";
    }

    @Override
    public Tags tags() {
      return Tags.of("flow", flow);
    }

    @Override
    public String message() {
      return flow + " gave " + partition + " away with work in hand";
    }
  }
}
