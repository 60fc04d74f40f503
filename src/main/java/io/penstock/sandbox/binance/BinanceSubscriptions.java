package io.penstock.sandbox.binance;

import io.penstock.sandbox.binance.BinanceStream.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The streams one connection listens to. Used by one thread. */
final class BinanceSubscriptions {

  private final Map<String, BinanceStream> streams = new LinkedHashMap<>();
  private final Map<String, Map<Kind, String>> bySymbol = new LinkedHashMap<>();

  /** False when it was there already. */
  boolean add(BinanceStream stream) {
    if (streams.putIfAbsent(stream.name(), stream) != null) {
      return false;
    }
    if (stream.kind() != Kind.NOTHING) {
      bySymbol
          .computeIfAbsent(stream.symbol(), symbol -> new EnumMap<>(Kind.class))
          .put(stream.kind(), stream.name());
    }
    return true;
  }

  void remove(String name) {
    BinanceStream stream = streams.remove(name);
    Map<Kind, String> kinds = stream == null ? null : bySymbol.get(stream.symbol());
    if (stream != null && kinds != null) {
      kinds.remove(stream.kind());
      if (kinds.isEmpty()) {
        bySymbol.remove(stream.symbol());
      }
    }
  }

  int size() {
    return streams.size();
  }

  boolean isEmpty() {
    return streams.isEmpty();
  }

  boolean has(String name) {
    return streams.containsKey(name);
  }

  /** Their names, in the order in which they came. */
  Collection<String> names() {
    return Collections.unmodifiableSet(streams.keySet());
  }

  Set<String> symbols() {
    return Collections.unmodifiableSet(bySymbol.keySet());
  }

  /** The name of the symbol's stream of that kind, or null where nobody listens to it. */
  @Nullable String stream(String symbol, Kind kind) {
    Map<Kind, String> kinds = bySymbol.get(symbol);
    return kinds == null ? null : kinds.get(kind);
  }
}
