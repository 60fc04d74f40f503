package io.penstock.market.prices;

import io.micrometer.core.instrument.Gauge;
import io.penstock.market.prices.PricesOccurrence.LatestPricesAway;
import io.penstock.market.prices.PricesOccurrence.LatestPricesBack;
import io.penstock.market.prices.PricesOccurrence.LatestPricesRefused;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is to be written to {@link LatestPricesCache}: of each listing the newest, however many
 * events came since the last write. Holds one value for each listing, at most {@link
 * LatestPricesCache#MOST}.
 *
 * <p>The pipeline only leaves its news here and never waits. While Redis is away nothing is lost
 * but what newer news replaced; when it is back everything known here is written again, because it
 * may have come back empty.
 */
final class LatestPrices {

  /** The first connection of a busy start may take longer than one write. */
  private static final int TOLD_AFTER = 2;

  private final LatestPricesCache cache;
  private final Telemetry telemetry;
  private final Clock clock;
  private final Map<Listing, PriceNews> known = new ConcurrentHashMap<>();
  private final Set<Listing> unwritten = ConcurrentHashMap.newKeySet();

  // Of the one flush that runs.
  private int failures;
  private boolean swept;

  LatestPrices(LatestPricesCache cache, Telemetry telemetry, Clock clock) {
    this.cache = cache;
    this.telemetry = telemetry;
    this.clock = clock;
    Gauge.builder("penstock.prices.latest.waiting", unwritten, Set::size)
        .description("Listings whose last price is to be written to Redis")
        .register(telemetry.meters());
  }

  /** Takes what was published. Any thread; those of one listing in their order. */
  void offer(MarketEvent published, SourcePosition source) {
    PriceNews.of(published, source).ifPresent(this::offer);
  }

  private void offer(PriceNews news) {
    Listing listing = news.listing();
    if (known.size() < LatestPricesCache.MOST || known.containsKey(listing)) {
      known.merge(listing, news, PriceNews::then);
      unwritten.add(listing);
    } else {
      telemetry.report(LatestPricesRefused.FULL);
    }
  }

  /**
   * Writes what is not written yet. To be subscribed by one at a time.
   *
   * <p>Shape: true when Redis has everything that was here at the beginning, false when it is away;
   * never an error.
   */
  Mono<Boolean> flush() {
    return Flux.defer(() -> Flux.fromIterable(List.copyOf(unwritten)))
        .buffer(LatestPricesCache.MOST_AT_ONCE)
        .concatMap(this::write, 0)
        .then(Mono.defer(this::sweep))
        .then(Mono.fromSupplier(this::isBack))
        .onErrorResume(error -> Mono.fromSupplier(() -> isAway(error)));
  }

  int waiting() {
    return unwritten.size();
  }

  private Mono<Long> write(List<Listing> listings) {
    return Mono.defer(() -> {
      List<PriceNews> news = new ArrayList<>(listings.size());
      for (Listing listing : listings) {
        // In this order: news that come in between are written once more.
        unwritten.remove(listing);
        PriceNews newest = known.get(listing);
        if (newest != null) {
          news.add(newest);
        }
      }
      return cache.write(news).doOnNext(this::refused);
    });
  }

  private void refused(long count) {
    for (long i = 0; i < count; i++) {
      telemetry.report(LatestPricesRefused.OLDER);
    }
  }

  /** Once, when Redis answers for the first time. */
  private Mono<Long> sweep() {
    return swept
        ? Mono.empty()
        : cache
            .forget(clock.instant().minus(LatestPricesCache.KEPT))
            .doOnSuccess(forgotten -> swept = true);
  }

  private boolean isBack() {
    boolean wasTold = failures >= TOLD_AFTER;
    failures = 0;
    if (wasTold) {
      telemetry.report(new LatestPricesBack(known.size()));
    }
    return true;
  }

  private boolean isAway(@Nullable Throwable error) {
    failures++;
    telemetry.report(new LatestPricesAway(String.valueOf(error), failures == TOLD_AFTER));
    unwritten.addAll(known.keySet());
    return false;
  }
}
