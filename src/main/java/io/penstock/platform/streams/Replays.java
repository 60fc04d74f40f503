package io.penstock.platform.streams;

import org.jspecify.annotations.Nullable;

/**
 * Records that were written to a topic again, so that one flow works them once more. Everybody else
 * has heard them before: flows, followers and readers all ask here.
 */
public final class Replays {

  /** Header: the only flow that hears the record, such as {@code bars}. */
  public static final String FOR = "penstock-replay-for";

  /** Header: the dead letter it was. One that dies again keeps it, and so names the one before. */
  public static final String OF = "penstock-replay-of";

  private Replays() {}

  /**
   * @param flow who reads; null for readers that are no member of a flow's group
   */
  static boolean isHeardBy(@Nullable String flow, StreamRecord record) {
    String only = record.headers().get(FOR);
    return only == null || only.equals(flow);
  }
}
