package io.penstock.market.feed;

import io.penstock.market.tick.Listing;
import org.jspecify.annotations.Nullable;

/**
 * A frame that the venue's documents do not explain. Its message is short and safe: it goes into a
 * header and a log.
 */
public class UnparsableFrameException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Listing listing;

  /**
   * @param reason one short phrase, such as "price is missing"
   * @param listing whose frame it was, as far as that could be read
   */
  public UnparsableFrameException(
      String reason, @Nullable Listing listing, @Nullable Throwable cause) {
    super(reason, cause);
    this.listing = listing;
  }

  /** The only listing that has to be synchronised again; null when the frame does not tell. */
  public @Nullable Listing listing() {
    return listing;
  }
}
