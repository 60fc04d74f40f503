package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.platform.postgres.Database;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** The door to the history of bars. */
public final class Bars {

  /** Bars in one answer at most. */
  public static final int MOST = 1_000;

  private final Database database;
  private final BarsTable table;

  Bars(Database database, BarsTable table) {
    this.database = database;
    this.table = table;
  }

  /**
   * The bars of a listing that start in [from, to), the earliest first; seconds or minutes without
   * trades have none. The next page begins at the end of the last bar: {@code from =
   * bars.getLast().end()}.
   *
   * <p>Shape: one list, empty if there are none; errors when the database does not answer.
   *
   * @param limit 1 to {@link #MOST}
   * @throws IllegalArgumentException when the limit is outside of that
   */
  public Mono<List<Bar>> history(
      Listing listing, BarInterval interval, Instant from, Instant to, int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be 1 to " + MOST + ", was " + limit);
    }
    return database.read(session -> table.history(session, listing, interval, from, to, limit));
  }
}
