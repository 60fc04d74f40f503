package io.penstock.market.feed;

import io.penstock.market.tick.Venue;

/** Where what venues say is taken down; off unless the settings ask for it. */
public interface FrameTapes {

  FrameTape tape(Venue venue);
}
