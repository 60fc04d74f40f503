package io.penstock.platform.streams;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topic as {@code streams/*.yaml} wants it.
 *
 * @param name {@code <area>.<noun>.v<n>}, such as {@code market.ticks.v1}
 * @param about what it holds, in a sentence
 * @param key what decides the partition, such as {@code symbol}
 * @param partitions 1 to 1000; never changed later, because keys would move
 * @param retention how long records are kept; null: forever
 * @param linger how long a sender waits for a fuller batch; 0 to 1 s
 * @param schema file of the values, below {@code streams/}; {@link #AS_IT_CAME} where values are
 *     what others sent
 */
public record TopicDeclaration(
    String name,
    String about,
    String key,
    int partitions,
    @Nullable Duration retention,
    Cleanup cleanup,
    Compression compression,
    Duration linger,
    String schema) {

  /** Schema of a topic whose values keep whatever form they came in, such as dead letters. */
  static final String AS_IT_CAME = "as-it-came";

  private static final Pattern NAME =
      Pattern.compile("[a-z]+(\\.[a-z]+(-[a-z]+)*)+\\.v[1-9][0-9]*");
  private static final Pattern SCHEMA = Pattern.compile("schemas/[a-z0-9./-]+\\.(proto|json)");
  private static final int MOST_PARTITIONS = 1000;
  private static final Duration LONGEST_LINGER = Duration.ofSeconds(1);

  public TopicDeclaration {
    Checks.check(NAME.matcher(name).matches(), "the name must look like market.ticks.v1");
    Checks.check(!about.isBlank(), "about must tell what the topic holds");
    Checks.check(!key.isBlank(), "key must name what decides the partition");
    Checks.range("partitions", partitions, 1, MOST_PARTITIONS);
    Checks.check(
        retention == null || retention.isPositive(), "retention must be above zero, or forever");
    Checks.check(
        !linger.isNegative() && linger.compareTo(LONGEST_LINGER) <= 0, "linger must be 0ms to 1s");
    Checks.check(
        schema.equals(AS_IT_CAME) || SCHEMA.matcher(schema).matches(),
        "schema must be a file such as schemas/bar.v1.proto, or "
            + AS_IT_CAME
            + "; it is '"
            + schema
            + "'");
  }

  /** Kafka's words: what is compacted goes with its time too, where it has one. */
  public List<String> cleanupPolicies() {
    return switch (cleanup) {
      case DELETE -> List.of("delete");
      case COMPACT -> retention == null ? List.of("compact") : List.of("compact", "delete");
    };
  }

  /** Whether there is one: false when values keep the form they came in. */
  public boolean hasSchema() {
    return !schema.equals(AS_IT_CAME);
  }

  /** Whether values are JSON; else they are Protobuf, or come as they came. */
  public boolean isJson() {
    return schema.endsWith(".json");
  }

  /**
   * What happens to records past their time: gone. Of what is compacted only the last of each key
   * is kept; for ever, or for its time.
   */
  public enum Cleanup {
    DELETE,
    COMPACT
  }

  /** Of batches, from sender to reader. */
  public enum Compression {
    NONE,
    LZ4,
    ZSTD,
    SNAPPY,
    GZIP;

    /** As Kafka spells it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
