package io.penstock.platform.deadletters;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One letter for ever: {@code 2bgKPmWQSoyAb9Zw0cJ3Cg-0-465}. It names the topic by the broker's own
 * id, so that a topic made anew does not inherit decisions about letters of the old one.
 */
record LetterId(String topicId, int partition, long offset) {

  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9_-]{1,64})-(0|[1-9][0-9]{0,3})-(0|[1-9][0-9]{0,17})");

  /** Empty for what is none of ours. */
  static Optional<LetterId> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new LetterId(
                parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return topicId + "-" + partition + "-" + offset;
  }
}
