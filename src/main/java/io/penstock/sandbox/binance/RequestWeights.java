package io.penstock.sandbox.binance;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.Micros;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * So much weight of requests a minute for each address: beyond it 429, and who goes on is banned
 * with 418, the longer the more often. Remembers the callers of late, at most {@link #CALLERS}.
 * Used by one thread.
 */
final class RequestWeights {

  /** A minute. */
  static final int LIMIT = 6_000;

  /** Refusals in one minute before a ban. */
  static final int PATIENCE = 10;

  private static final int CALLERS = 100;
  private static final long MINUTE_MICROS = 60_000_000;
  private static final long FIRST_BAN_MICROS = 2 * MINUTE_MICROS;
  private static final long LONGEST_BAN_MICROS = 3 * 24 * 60 * MINUTE_MICROS;
  private static final HttpResponseStatus BANNED = new HttpResponseStatus(418, "I'm a teapot");

  private final Clock clock;
  private final Map<String, Caller> callers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Caller> eldest) {
          return size() > CALLERS;
        }
      };

  RequestWeights(Clock clock) {
    this.clock = clock;
  }

  /** The answer of who has used up the minute; empty when the request may be followed. */
  Optional<Answer> refusal(String caller, int weight) {
    return callers
        .computeIfAbsent(caller, name -> new Caller())
        .take(Micros.of(clock.instant()), weight);
  }

  /** Weight used in this minute. */
  int used(String caller) {
    Caller known = callers.get(caller);
    return known == null ? 0 : known.used;
  }

  private static final class Caller {

    private long minute;
    private int used;
    private int refused;
    private long bannedUntil;
    private long ban = FIRST_BAN_MICROS;

    private Optional<Answer> take(long now, int weight) {
      if (now < bannedUntil) {
        return Optional.of(banned(now));
      }
      long current = Math.floorDiv(now, MINUTE_MICROS);
      if (current != minute) {
        minute = current;
        used = 0;
        refused = 0;
      }
      used += weight;
      if (used <= LIMIT) {
        return Optional.empty();
      }
      refused++;
      if (refused > PATIENCE) {
        bannedUntil = now + ban;
        ban = Math.min(2 * ban, LONGEST_BAN_MICROS);
        return Optional.of(banned(now));
      }
      long wait = (current + 1) * MINUTE_MICROS - now;
      return Optional.of(
          Answer.of(
                  HttpResponseStatus.TOO_MANY_REQUESTS,
                  BinanceMessages.error(
                      -1003,
                      "Too much request weight used; current limit is "
                          + LIMIT
                          + " request weight per 1 MINUTE. Please use WebSocket Streams for live"
                          + " updates to avoid polling the API."))
              .with("Retry-After", seconds(wait)));
    }

    private Answer banned(long now) {
      return Answer.of(
              BANNED,
              BinanceMessages.error(
                  -1003,
                  "Way too much request weight used; IP banned until "
                      + bannedUntil / 1_000
                      + ". Please use WebSocket Streams for live updates to avoid bans."))
          .with("Retry-After", seconds(bannedUntil - now));
    }

    private static String seconds(long micros) {
      return String.valueOf(Math.ceilDiv(micros, 1_000_000));
    }
  }
}
