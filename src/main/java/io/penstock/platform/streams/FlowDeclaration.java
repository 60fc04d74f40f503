package io.penstock.platform.streams;

import io.penstock.platform.resilience.Backoff;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One step between topics as {@code streams/*.yaml} wants it.
 *
 * @param name one word, such as {@code prices}
 * @param about what it does, in a sentence
 * @param from topics read, at least one
 * @param to topics written
 * @param handler the class that does the work
 * @param work how a consumer group works it; null: every replica follows the topics for itself,
 *     without a group
 */
public record FlowDeclaration(
    String name,
    String about,
    List<String> from,
    List<String> to,
    String handler,
    @Nullable Work work) {

  private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Pattern CLASS = Pattern.compile("([a-z]+\\.)+[A-Z]\\w*Flow");

  public FlowDeclaration {
    Checks.check(NAME.matcher(name).matches(), "the name must be a lower-case word");
    Checks.check(!about.isBlank(), "about must tell what the flow does");
    Checks.check(!from.isEmpty(), "from must name at least one topic");
    Checks.check(
        CLASS.matcher(handler).matches(),
        "handler must be a class such as io.penstock.market.prices.PricesFlow; it is '"
            + handler
            + "'");
  }

  /**
   * @param group the consumer group that shares the partitions
   * @param parallelism partitions worked at the same time by one member, 1 to 64
   * @param batch records in one piece of work at most, 1 to 10,000
   * @param inFlight records taken and not yet worked at most, per member; at least {@code batch},
   *     at most 100,000
   * @param attempts tries of a batch before its records are tried one by one, 1 to 100
   * @param pauses between tries
   * @param deadLetter topic for records that cannot be worked
   */
  public record Work(
      String group,
      int parallelism,
      int batch,
      int inFlight,
      int attempts,
      Backoff pauses,
      String deadLetter) {

    private static final int MOST_PARALLEL = 64;
    private static final int LARGEST_BATCH = 10_000;
    private static final int MOST_IN_FLIGHT = 100_000;
    private static final int MOST_ATTEMPTS = 100;

    public Work {
      Checks.check(!group.isBlank(), "group must name the consumer group");
      Checks.range("parallelism", parallelism, 1, MOST_PARALLEL);
      Checks.range("batch", batch, 1, LARGEST_BATCH);
      Checks.range("in_flight", inFlight, batch, MOST_IN_FLIGHT);
      Checks.range("retry.attempts", attempts, 1, MOST_ATTEMPTS);
    }
  }
}
