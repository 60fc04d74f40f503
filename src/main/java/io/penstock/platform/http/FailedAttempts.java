package io.penstock.platform.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Wrong keys, by where they came from: so many in a minute, and nothing more is listened to from
 * there until the minute is over. Of IPv6, a network of 64 bits counts as one. When very many
 * places are at it, those that are new count as one together.
 */
public final class FailedAttempts {

  /** Where nothing else is said. */
  static final int MOST = 10;

  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MOST_PLACES = 10_000;

  private static final String ANYWHERE_ELSE = "";
  private static final int NETWORK_BYTES = 8;

  private final Clock clock;
  private final int most;
  private final Map<String, Window> windows = new HashMap<>();

  FailedAttempts(Clock clock) {
    this(clock, MOST);
  }

  /**
   * @param most in a minute from one place
   */
  public FailedAttempts(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** How long nobody is listened to from there; zero: come in. */
  public synchronized Duration waitOf(InetAddress address) {
    Instant now = clock.instant();
    Window window = windows.get(place(address, now));
    return window == null || window.count < most || window.isOver(now)
        ? Duration.ZERO
        : Duration.between(now, window.end);
  }

  public synchronized void failed(InetAddress address) {
    Instant now = clock.instant();
    String place = place(address, now);
    Window window = windows.get(place);
    if (window == null || window.isOver(now)) {
      window = new Window(now.plus(WINDOW));
      windows.put(place, window);
    }
    window.count++;
  }

  private String place(InetAddress address, Instant now) {
    byte[] bytes = address.getAddress();
    byte[] network = address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes;
    String place = HexFormat.of().formatHex(network);
    if (windows.containsKey(place)) {
      return place;
    }
    if (windows.size() >= MOST_PLACES) {
      windows.values().removeIf(window -> window.isOver(now));
    }
    return windows.size() >= MOST_PLACES ? ANYWHERE_ELSE : place;
  }

  private static final class Window {

    private final Instant end;
    private int count;

    Window(Instant end) {
      this.end = end;
    }

    boolean isOver(Instant now) {
      return !now.isBefore(end);
    }
  }
}
