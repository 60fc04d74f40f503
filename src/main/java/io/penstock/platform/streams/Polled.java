package io.penstock.platform.streams;

import org.apache.kafka.common.serialization.Deserializer;

/**
 * A value, and under which assignment of partitions it was polled. What was polled before a
 * partition was taken away and given back is thereby known, and not worked a second time between
 * newer records.
 *
 * @param assignment counts the assignments of one membership
 */
record Polled(byte[] value, int assignment) {

  /** Runs inside the consumer's poll, after the assignments of that poll. */
  static final class Stamp implements Deserializer<Polled> {

    private int assignment;

    /** On the consumer's thread. */
    int next() {
      return ++assignment;
    }

    @Override
    public Polled deserialize(String topic, byte[] value) {
      return new Polled(value, assignment);
    }
  }
}
