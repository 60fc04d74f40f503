package io.penstock.platform.deadletters;

import io.penstock.platform.streams.PartitionId;
import java.util.List;

/** What would become of a letter that is replayed now. */
public sealed interface Verdict {

  /** Stable, for programs. */
  String code();

  /** One sentence, or less. */
  String sentence();

  /** Where it would be written; empty where nothing would. */
  default List<PartitionId> destinations() {
    return List.of();
  }

  /**
   * It can be read now. Whether the work then succeeds, only the work shows.
   *
   * @param what it is: {@code trade 42 of BTC-USD@coinbase}
   */
  record Works(String what, List<PartitionId> destinations) implements Verdict {

    @Override
    public String code() {
      return "works";
    }

    @Override
    public String sentence() {
      return what;
    }
  }

  /** It can be written again, and nobody here can tell more. */
  record Untold(String why, List<PartitionId> destinations) implements Verdict {

    @Override
    public String code() {
      return "unknown";
    }

    @Override
    public String sentence() {
      return why;
    }
  }

  /**
   * It would die again, of this.
   *
   * @param destinations where it can be written all the same; empty where nothing can
   */
  record Fails(String reason, List<PartitionId> destinations) implements Verdict {

    @Override
    public String code() {
      return "fails";
    }

    @Override
    public String sentence() {
      return reason;
    }
  }

  /** It makes no sense to have it worked again, or cannot be done. */
  record NotReplayable(String why) implements Verdict {

    @Override
    public String code() {
      return "not_replayable";
    }

    @Override
    public String sentence() {
      return why;
    }
  }
}
