package io.penstock.market.feed;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * A line ended, or was ended by us. The message is one short safe sentence: readers of prices get
 * to see it.
 */
public final class FeedLineException extends CodedException {

  private static final long serialVersionUID = 1L;

  public FeedLineException(String reason) {
    super("feed_line_ended", RetryClass.PASSES, reason);
  }

  public FeedLineException(String reason, Throwable cause) {
    super("feed_line_ended", RetryClass.PASSES, reason, cause);
  }
}
