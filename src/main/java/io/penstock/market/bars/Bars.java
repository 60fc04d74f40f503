package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The door to the history of bars. Seconds and minutes are stored; longer ones are made of the
 * stored minutes when they are asked for, exactly: sums are sums, the first minute gives the open,
 * the last the close.
 *
 * <p>Few reads run at once; one more is refused with {@link
 * io.penstock.platform.resilience.OverloadedException}. A caller who goes away does not make room
 * for another one before the database is done.
 */
public final class Bars {

  /** Bars in one answer at most. */
  public static final int MOST = 1_000;

  /** Stored minutes that one answer is made of at most: 100 days. */
  public static final int MOST_MINUTES = 144_000;

  private final Database database;
  private final BarsTable table;
  private final Guard guard;
  private final Clock clock;

  Bars(Database database, BarsTable table, Guard guard, Clock clock) {
    this.database = database;
    this.table = table;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * A part of a history, the earliest bar first; times without trades have no bar.
   *
   * @param next where the next part begins; null when this is the last
   */
  public record Page(List<Bar> bars, @Nullable Instant next) {}

  /** Bars of an interval in one answer at most: 1,000, or days of {@link #MOST_MINUTES}. */
  public static int most(BarInterval interval) {
    return interval.isStored()
        ? MOST
        : Math.toIntExact(Math.min(MOST, MOST_MINUTES / interval.duration().toMinutes()));
  }

  /**
   * The bars of a listing that start in [from, to).
   *
   * <p>Shape: one page, empty if there are no bars; errors when the database does not answer or too
   * many ask.
   *
   * <p>A bar made of minutes is closed when its time is over and all its minutes are closed. Its
   * revision is the sum of theirs. A trade that comes later than that adds to a revision or to the
   * number of trades, so of two tellings the newer is known as with other bars.
   *
   * @param limit at least 1; not more than {@link #most} are answered
   * @throws IllegalArgumentException when the limit is below 1
   */
  public Mono<Page> history(
      Listing listing, BarInterval interval, Instant from, Instant to, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, was " + limit);
    }
    int most = Math.min(limit, most(interval));
    Instant first = interval.startNotBefore(from);
    Instant end = interval.startNotBefore(to);
    return guard
        .call(Repeat.NEVER, () -> read(listing, interval, first, end, most + 1))
        .cache()
        .map(bars ->
            bars.size() > most
                ? new Page(bars.subList(0, most), bars.get(most).start())
                : new Page(bars, null));
  }

  private Mono<List<Bar>> read(
      Listing listing, BarInterval interval, Instant from, Instant to, int limit) {
    return database.read(session ->
        interval.isStored()
            ? table.history(session, listing, interval, from, to, limit)
            : table.rolledUp(session, listing, interval, from, to, limit, clock.instant()));
  }
}
