package io.penstock.platform.deadletters;

import reactor.core.publisher.Mono;

/**
 * How letters of one flow are replayed that were no records of a topic, such as vendors' frames. A
 * bean of the module that owns the flow; records of declared flows need none.
 */
public interface ReplayTarget {

  /** As the letters' header {@code penstock-flow} names it. */
  String flow();

  /** What would become of it. Changes nothing; one verdict, never empty. */
  Mono<Verdict> dryRun(Letter letter);

  /**
   * Has it worked again, at least once; completes when that can no longer be lost. Called only
   * where the dry run allows it, or somebody insists.
   */
  Mono<Void> replay(Letter letter);
}
