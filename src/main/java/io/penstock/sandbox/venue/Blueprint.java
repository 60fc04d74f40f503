package io.penstock.sandbox.venue;

/**
 * A venue to be: with a modelled market, with nothing, or with recordings.
 *
 * @param <F> a frame of its recordings, as the venue reads it
 * @param <K> what the venue has told when some of them were played
 */
public interface Blueprint<F, K> {

  /** Into which its recordings are read; of this venue alone. */
  Contents<F, K> contents();

  /**
   * @param rate multiplies how often something happens
   */
  Venue model(VenueTools tools, long seed, double rate);

  /** Open, but without a product. */
  Venue empty(VenueTools tools);

  Venue recorded(VenueTools tools, Stage<F, K> stage);
}
