package io.penstock.sandbox.venue;

import java.util.List;

/** Something that happens to a connection. */
@FunctionalInterface
public interface Happening {

  /** Lets it happen; gives the frames to send because of it, often none. */
  List<Frame> tell();
}
