package io.penstock.market.fanout;

import io.penstock.market.tick.Listing;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Clients come back for what the histories hold no longer: the topic still has it. One scan of a
 * partition serves all who wait for it; there is one scan at a time.
 *
 * <p>A scan makes the publications anew, from a little before the oldest that anybody may ask for,
 * so that prices and books are known by then.
 */
final class Rescans {

  /** How old the first missing publication may be. */
  static final Duration REACH = Duration.ofSeconds(30);

  /** Read before, to know the state: more than lies between two whole books. */
  private static final Duration LEAD = Duration.ofSeconds(15);

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final long MAX_BYTES = 64L << 20;

  private final Streams streams;
  private final Board board;
  private final Records records;
  private final Clock clock;
  private final Telemetry telemetry;

  Rescans(Streams streams, Board board, Records records, Clock clock, Telemetry telemetry) {
    this.streams = streams;
    this.board = board;
    this.records = records;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * What one scan has to find.
   *
   * @param listings whose past is asked for; empty when somebody only asks where the topic ends
   * @param to offset up to which the board had read when the scan began
   * @param mark of the ring then
   */
  record Wanted(PartitionId partition, Set<Listing> listings, long to, long mark) {}

  /**
   * What it has found.
   *
   * @param reach offset from which on clients are served
   * @param end up to which the topic goes: who says that it heard more did not
   */
  record Found(Wanted wanted, long reach, long end, Map<Listing, ListingBoard> listings) {}

  /** Endless; a scan that fails leaves those who waited for it with the present state. */
  Mono<Void> run() {
    return board
        .rescansWanted()
        .concatMap(partition -> board.beginRescan(partition).flatMap(this::serve), 1)
        .then();
  }

  private Mono<Void> serve(Wanted wanted) {
    return scan(wanted)
        .timeout(DEADLINE)
        .doOnError(
            cause -> telemetry.report(new FanoutOccurrence.RescanFailed(wanted.partition(), cause)))
        .onErrorReturn(new Found(wanted, Long.MAX_VALUE, 0, Map.of()))
        .flatMap(board::endRescan);
  }

  private Mono<Found> scan(Wanted wanted) {
    Instant now = clock.instant();
    return Mono.zip(
            offsetAt(wanted.partition(), now.minus(REACH).minus(LEAD)),
            offsetAt(wanted.partition(), now.minus(REACH)),
            end(wanted.partition()))
        .flatMap(all -> scan(wanted, all.getT1(), all.getT2(), all.getT3()));
  }

  private Mono<Long> offsetAt(PartitionId partition, Instant instant) {
    return streams
        .offsetsAt(partition.topic(), instant)
        .mapNotNull(offsets -> offsets.get(partition.partition()));
  }

  private Mono<Long> end(PartitionId partition) {
    return streams
        .describe(partition.topic())
        .map(topic -> topic.endOffsets().get(partition.partition()));
  }

  private Mono<Found> scan(Wanted wanted, long from, long reach, long end) {
    Ring ring = new Ring(MAX_BYTES, REACH.plus(LEAD).plus(DEADLINE), wanted.mark());
    Map<Listing, ListingBoard> boards = new HashMap<>();
    wanted.listings().forEach(listing -> boards.put(listing, board.scratch(listing, ring)));
    Set<String> keys =
        wanted.listings().stream()
            .map(listing -> listing.symbol().value())
            .collect(Collectors.toSet());
    Flux<StreamRecord> read =
        from < wanted.to() && !wanted.listings().isEmpty()
            ? streams.read(wanted.partition(), from, wanted.to())
            : Flux.empty();
    return read.filter(record -> keys.contains(String.valueOf(record.key())))
        .doOnNext(record -> apply(records.decode(record), boards, from))
        .then(Mono.fromSupplier(() -> new Found(wanted, reach, end, boards)));
  }

  private void apply(Change change, Map<Listing, ListingBoard> boards, long from) {
    Listing listing = change.listing();
    ListingBoard scratch = listing == null ? null : boards.get(listing);
    if (scratch != null) {
      change.applyTo(scratch, from, clock.instant());
    }
  }
}
