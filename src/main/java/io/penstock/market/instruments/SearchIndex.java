package io.penstock.market.instruments;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds symbols by ticker or name. Immutable: made anew when a venue's list is replaced.
 *
 * <p>Tickers, and names from each of their words on, are kept sorted, so that what begins with the
 * query is found by bisection. What only holds it somewhere is looked for one by one, and only
 * while the others are fewer than wanted: about a millisecond for 20,000 symbols.
 */
final class SearchIndex {

  static final SearchIndex EMPTY = new SearchIndex(List.of());

  /** How far a spelling may be off to be suggested. */
  private static final int FARTHEST = 2;

  /** In order of symbol. */
  private final Found[] found;

  private final String[] tickers;

  /** Ticker and name, a line each, in capitals. */
  private final String[] texts;

  /** Names in capitals, sorted; and whose they are. */
  private final String[] names;

  private final int[] nameOf;

  /** Names in capitals, from each word but the first on, sorted; and whose they are. */
  private final String[] words;

  private final int[] wordOf;

  /** Tickers without hyphens, sorted: {@code BTCUSD}; and whose they are. */
  private final String[] plain;

  private final int[] plainOf;

  private SearchIndex(List<Found> inOrder) {
    found = inOrder.toArray(Found[]::new);
    tickers = inOrder.stream().map(one -> one.symbol().value()).toArray(String[]::new);
    texts = new String[found.length];
    List<Entry> ofNames = new ArrayList<>();
    List<Entry> ofWords = new ArrayList<>();
    List<Entry> ofPlain = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      String name = capitals(found[i].name());
      texts[i] = tickers[i] + "\n" + name;
      for (int at = 0; at < name.length(); at++) {
        if (isWord(name.charAt(at)) && (at == 0 || !isWord(name.charAt(at - 1)))) {
          (at == 0 ? ofNames : ofWords).add(new Entry(name.substring(at), i));
        }
      }
      ofPlain.add(new Entry(plain(tickers[i]), i));
    }
    ofNames.sort(Entry.ORDER);
    ofWords.sort(Entry.ORDER);
    ofPlain.sort(Entry.ORDER);
    names = ofNames.stream().map(Entry::text).toArray(String[]::new);
    nameOf = ofNames.stream().mapToInt(Entry::of).toArray();
    words = ofWords.stream().map(Entry::text).toArray(String[]::new);
    wordOf = ofWords.stream().mapToInt(Entry::of).toArray();
    plain = ofPlain.stream().map(Entry::text).toArray(String[]::new);
    plainOf = ofPlain.stream().mapToInt(Entry::of).toArray();
  }

  private record Entry(String text, int of) {
    static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::text).thenComparingInt(Entry::of);
  }

  /** Of a symbol listed at several venues, the first venue by name tells name and kind. */
  static SearchIndex of(Collection<? extends Collection<Instrument>> lists) {
    Map<Symbol, List<Instrument>> bySymbol = new TreeMap<>();
    for (Collection<Instrument> list : lists) {
      for (Instrument instrument : list) {
        bySymbol
            .computeIfAbsent(instrument.listing().symbol(), symbol -> new ArrayList<>(2))
            .add(instrument);
      }
    }
    return new SearchIndex(bySymbol.values().stream().map(SearchIndex::found).toList());
  }

  private static Found found(List<Instrument> listed) {
    listed.sort(Comparator.comparing(Instrument::listing));
    Instrument first = listed.getFirst();
    List<Venue> venues = listed.stream().map(instrument -> instrument.listing().venue()).toList();
    return new Found(first.listing().symbol(), first.name(), first.kind(), first.quote(), venues);
  }

  /**
   * In this order: the ticker itself, with or without its hyphen; pairs of what is asked for
   * ({@code btc}: BTC-EUR, BTC-USD); tickers that begin with it; names that do; names of which
   * another word does; tickers and names that hold it. Among equals by name of ticker or word.
   */
  List<Found> search(String query, int limit) {
    String wanted = capitals(query.strip());
    if (wanted.isEmpty()) {
      return List.of();
    }
    Set<Integer> hits = LinkedHashSet.newLinkedHashSet(limit);
    addEqual(hits, limit, plain, plainOf, plain(wanted));
    addBeginning(hits, limit, tickers, null, wanted + "-");
    addBeginning(hits, limit, tickers, null, wanted);
    addBeginning(hits, limit, names, nameOf, wanted);
    addBeginning(hits, limit, words, wordOf, wanted);
    for (int i = 0; i < texts.length && hits.size() < limit; i++) {
      if (texts[i].contains(wanted)) {
        hits.add(i);
      }
    }
    return hits.stream().map(i -> found[i]).toList();
  }

  /** Symbols that may have been meant by one that is not there, the likeliest first. */
  List<Symbol> suggest(String unknown, int limit) {
    Set<Symbol> suggested = LinkedHashSet.newLinkedHashSet(limit);
    search(unknown, limit).forEach(hit -> suggested.add(hit.symbol()));
    if (suggested.size() < limit) {
      misspelt(plain(capitals(unknown))).stream()
          .limit(limit)
          .forEach(i -> suggested.add(found[i].symbol()));
    }
    int hyphen = unknown.indexOf('-');
    if (suggested.size() < limit && hyphen > 0) {
      search(unknown.substring(0, hyphen), limit).forEach(hit -> suggested.add(hit.symbol()));
    }
    return suggested.stream().limit(limit).toList();
  }

  /** Of those with the same first letter, which bounds the work. */
  private List<Integer> misspelt(String wanted) {
    if (wanted.length() < 2) {
      return List.of();
    }
    record Near(int distance, int of) {}
    List<Near> near = new ArrayList<>();
    String first = wanted.substring(0, 1);
    for (int i = from(plain, first); i < plain.length && plain[i].startsWith(first); i++) {
      if (Math.abs(plain[i].length() - wanted.length()) <= FARTHEST) {
        int distance = distance(plain[i], wanted);
        if (distance <= Math.min(FARTHEST, wanted.length() / 2)) {
          near.add(new Near(distance, plainOf[i]));
        }
      }
    }
    near.sort(Comparator.comparingInt(Near::distance).thenComparingInt(Near::of));
    return near.stream().map(Near::of).toList();
  }

  /** Letters to insert, leave out, replace, or swap with their neighbour. */
  static int distance(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    Arrays.setAll(last, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        now[j] = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) {
          now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = now;
    }
    return last[other.length()];
  }

  private static void addEqual(
      Set<Integer> hits, int limit, String[] sorted, int[] of, String wanted) {
    for (int i = from(sorted, wanted);
        i < sorted.length && sorted[i].equals(wanted) && hits.size() < limit;
        i++) {
      hits.add(of[i]);
    }
  }

  private static void addBeginning(
      Set<Integer> hits, int limit, String[] sorted, int @Nullable [] of, String wanted) {
    for (int i = from(sorted, wanted);
        i < sorted.length && sorted[i].startsWith(wanted) && hits.size() < limit;
        i++) {
      hits.add(of == null ? i : of[i]);
    }
  }

  /** The first that is not before the text. */
  private static int from(String[] sorted, String text) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle].compareTo(text) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c);
  }

  private static String capitals(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** Letters and digits alone: {@code BTC/USD} is {@code BTCUSD}. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.chars().filter(c -> isWord((char) c)).forEach(c -> plain.append((char) c));
    return plain.toString();
  }
}
