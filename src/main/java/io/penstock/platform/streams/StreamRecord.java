package io.penstock.platform.streams;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record read from a topic. The value is the reader's own; nobody changes it.
 *
 * @param offset of the record in its partition, from 0
 * @param key what decided the partition, as text; null where the topic has none
 * @param value never empty: topics here hold no tombstones
 * @param headers as text
 * @param timestamp when the sender made it, to the millisecond
 */
public record StreamRecord(
    PartitionId partition,
    long offset,
    @Nullable String key,
    byte[] value,
    Map<String, String> headers,
    Instant timestamp) {}
