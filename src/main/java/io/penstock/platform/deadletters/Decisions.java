package io.penstock.platform.deadletters;

import io.penstock.platform.streams.TopicState;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was decided, as far as the topic of decisions was read. Decisions about letters whose time
 * is over are forgotten; when there are too many all the same, the oldest are.
 */
final class Decisions {

  private final int most;
  private final Runnable whenFull;
  private final Map<LetterId, Decision> byLetter = new LinkedHashMap<>();
  private volatile boolean known;

  /**
   * @param most remembered
   * @param whenFull told of each that is forgotten before its time
   */
  Decisions(int most, Runnable whenFull) {
    this.most = most;
    this.whenFull = whenFull;
  }

  /** Whether all that was decided before this process started is known. */
  boolean isKnown() {
    return known;
  }

  void known() {
    known = true;
  }

  /** Null: it is open. */
  synchronized @Nullable Decision of(LetterId letter) {
    return byLetter.get(letter);
  }

  /** The last one counts. */
  synchronized void take(Decision decision) {
    byLetter.remove(decision.letter());
    byLetter.put(decision.letter(), decision);
    if (byLetter.size() > most) {
      Iterator<LetterId> oldest = byLetter.keySet().iterator();
      oldest.next();
      oldest.remove();
      whenFull.run();
    }
  }

  /** Forgets what was decided about letters that are no longer kept; how many are left. */
  synchronized int keepOnly(Collection<TopicState> topics) {
    Map<String, TopicState> byId =
        topics.stream().collect(Collectors.toMap(TopicState::id, Function.identity()));
    byLetter.keySet().removeIf(letter -> !isKept(letter, byId.get(letter.topicId())));
    return byLetter.size();
  }

  private static boolean isKept(LetterId letter, @Nullable TopicState topic) {
    return topic != null
        && letter.partition() < topic.partitions()
        && letter.offset() >= topic.beginningOffsets().get(letter.partition());
  }
}
