package io.penstock.sandbox.kraken;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one connection has subscribed to. Used by one thread. */
final class KrakenSubscriptions {

  private final Map<String, Integer> books = new LinkedHashMap<>();
  private final Map<String, String> tickers = new LinkedHashMap<>();
  private final Set<String> trades = new LinkedHashSet<>();
  private boolean instruments;

  /** False when it was there already. */
  boolean add(KrakenRequest request, KrakenChannel channel, String symbol) {
    return switch (channel) {
      case BOOK -> books.putIfAbsent(symbol, request.depth()) == null;
      case TICKER -> tickers.putIfAbsent(symbol, request.eventTrigger()) == null;
      case TRADE -> trades.add(symbol);
      case INSTRUMENT -> {
        boolean absent = !instruments;
        instruments = true;
        yield absent;
      }
    };
  }

  /** False when it was not there, or a book with another depth. */
  boolean remove(KrakenRequest request, KrakenChannel channel, String symbol) {
    return switch (channel) {
      case BOOK -> books.remove(symbol, request.depth());
      case TICKER -> tickers.remove(symbol, request.eventTrigger());
      case TRADE -> trades.remove(symbol);
      case INSTRUMENT -> {
        boolean there = instruments;
        instruments = false;
        yield there;
      }
    };
  }

  boolean isEmpty() {
    return !instruments && books.isEmpty() && tickers.isEmpty() && trades.isEmpty();
  }

  boolean hasInstruments() {
    return instruments;
  }

  boolean hasTrades(String symbol) {
    return trades.contains(symbol);
  }

  /** How many levels of its book are told, or null for none. */
  @Nullable Integer depth(String symbol) {
    return books.get(symbol);
  }

  /** Upon what its ticker is told, or null for never. */
  @Nullable String trigger(String symbol) {
    return tickers.get(symbol);
  }

  /** Symbols subscribed to on any channel but the instruments'. */
  Set<String> symbols() {
    Set<String> symbols = new LinkedHashSet<>(books.keySet());
    symbols.addAll(tickers.keySet());
    symbols.addAll(trades);
    return Collections.unmodifiableSet(symbols);
  }
}
