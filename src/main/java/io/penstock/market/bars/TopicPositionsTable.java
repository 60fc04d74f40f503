package io.penstock.market.bars;

import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.streams.PartitionId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** {@code market_topic_positions}: how far each partition is stored, and by whom. */
final class TopicPositionsTable {

  private static final String CLAIM =
      """
      INSERT INTO market_topic_positions AS p (topic, topic_id, partition) VALUES ($1, $2, $3)
      ON CONFLICT (topic, topic_id, partition) DO UPDATE SET version = p.version + 1
      RETURNING next_offset, version, unpublished
      """;

  private static final String MOVE =
      """
      UPDATE market_topic_positions p
      SET next_offset = n.next_offset, version = n.version, unpublished = string_to_array(n.unpublished, ' ')
      FROM unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::text[])
        AS n (topic, topic_id, partition, next_offset, version, unpublished)
      WHERE p.topic = n.topic AND p.topic_id = n.topic_id AND p.partition = n.partition AND p.version = n.version - 1
      """;

  /** Makes us the writer of the partition: whoever was it before can commit nothing more. */
  Mono<Claimed> claim(Session session, PartitionId partition, String topicId) {
    return session
        .query(
            CLAIM,
            given -> given.value(partition.topic()).value(topicId).value(partition.partition()),
            row -> claimed(row, partition, topicId))
        .map(List::getFirst);
  }

  /**
   * Moves positions by one version each. An error if one of them is not where its writer believed.
   */
  Mono<Void> move(Session session, List<Move> moves) {
    return session
        .update(
            MOVE,
            given ->
                given
                    .rows(moves)
                    .text(row -> row.to().partition().topic())
                    .text(row -> row.to().topicId())
                    .integer(row -> row.to().partition().partition())
                    .number(row -> row.to().nextOffset())
                    .number(row -> row.to().version())
                    .text(row ->
                        row.changed().stream()
                            .map(TopicPositionsTable::text)
                            .collect(Collectors.joining(" "))))
        .flatMap(
            moved -> moved == moves.size() ? Mono.empty() : Mono.error(new OvertakenException()));
  }

  private static Claimed claimed(Readable row, PartitionId partition, String topicId) {
    return new Claimed(
        new TopicPosition(
            partition,
            topicId,
            BarsTable.get(row, 0, Long.class),
            BarsTable.get(row, 1, Long.class)),
        Arrays.stream(BarsTable.get(row, 2, String[].class)).map(TopicPositionsTable::id).toList());
  }

  /** {@code BTC-USD@coinbase/1m/1618677780}. */
  private static String text(BarId id) {
    return id.listing() + "/" + id.interval().code() + "/" + id.start().getEpochSecond();
  }

  private static BarId id(String text) {
    String[] parts = text.split("[@/]", -1);
    return new BarId(
        Listing.of(parts[0], parts[1]),
        BarInterval.ofCode(parts[2]),
        Instant.ofEpochSecond(Long.parseLong(parts[3])));
  }

  /**
   * @param unpublished the bars that the last transaction changed
   */
  record Claimed(TopicPosition position, List<BarId> unpublished) {}

  /**
   * @param changed the bars that this transaction changes
   */
  record Move(TopicPosition to, Collection<BarId> changed) {}
}
