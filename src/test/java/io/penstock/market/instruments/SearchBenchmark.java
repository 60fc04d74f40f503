package io.penstock.market.instruments;

import io.penstock.market.tick.Venue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Searches among 20,000 instruments: what people type, letter by letter, what nobody finds, and
 * symbols to be guessed. One JSON line per result.
 */
class SearchBenchmark {

  private static final int LISTED = 20_000;
  private static final String[] SYLLABLES = {
    "al", "be", "co", "di", "en", "fo", "gra", "ho", "in", "ja", "kor", "lu", "mi", "no", "or",
    "pa", "qui", "ra", "sol", "ti", "un", "va", "wi", "xe", "yo", "za"
  };

  @Test
  void searches() {
    Random random = new Random(1);
    Instruments instruments = new Instruments();
    Venue venue = new Venue("bench");
    List<Instrument> listed = new ArrayList<>();
    for (int i = 0; i < LISTED; i++) {
      String ticker =
          word(random, 2).toUpperCase(Locale.ROOT)
              + Integer.toString(i, 36).toUpperCase(Locale.ROOT);
      listed.add(
          TestInstruments.pair(
              ticker + "-USD", "bench", word(random, 3) + " " + word(random, 4) + " / US Dollar"));
    }
    long begun = System.nanoTime();
    instruments.replace(venue, listed);
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"search\",\"what\":\"index of %d\",\"ms\":%.1f}%n",
        LISTED,
        (System.nanoTime() - begun) / 1e6);
    for (int round = 0; round < 3; round++) {
      measure("typed", i -> word(random, 3).substring(0, 1 + i % 2), instruments, false);
      measure("name", i -> listed.get(random.nextInt(LISTED)).name(), instruments, false);
      measure("nothing", i -> "zq" + word(random, 3), instruments, false);
      measure(
          "suggest", i -> listed.get(random.nextInt(LISTED)).venueId() + "X", instruments, true);
    }
  }

  private interface Queries {
    String of(int i);
  }

  private static void measure(String what, Queries queries, Instruments in, boolean suggest) {
    long[] nanos = new long[2_000];
    for (int i = 0; i < nanos.length; i++) {
      String query = queries.of(i);
      long begun = System.nanoTime();
      if (suggest) {
        in.suggest(query, 5);
      } else {
        in.search(query, 20);
      }
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"search\",\"what\":\"%s\",\"p50_us\":%d,\"p99_us\":%d,\"max_us\":%d}%n",
        what,
        nanos[nanos.length / 2] / 1_000,
        nanos[nanos.length * 99 / 100] / 1_000,
        nanos[nanos.length - 1] / 1_000);
  }

  private static String word(Random random, int syllables) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return word.toString();
  }
}
