package io.penstock.payments.merchants;

/** Numbers other than zero, in 16 to 32 bytes each. Not safe for use by several threads. */
final class LongSet {

  private static final int SMALLEST = 16;

  private long[] slots = new long[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  boolean contains(long number) {
    return slots[slot(slots, number)] == number;
  }

  void add(long number) {
    int slot = slot(slots, number);
    if (slots[slot] == number) {
      return;
    }
    slots[slot] = number;
    size++;
    if (size * 2 > slots.length) {
      long[] larger = new long[slots.length * 2];
      for (long each : slots) {
        if (each != 0) {
          larger[slot(larger, each)] = each;
        }
      }
      slots = larger;
    }
  }

  /** Where it is, or where it would go. */
  private static int slot(long[] slots, long number) {
    int mask = slots.length - 1;
    int slot = (int) (number ^ number >>> 17) & mask;
    while (slots[slot] != 0 && slots[slot] != number) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
