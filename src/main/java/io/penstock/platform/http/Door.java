package io.penstock.platform.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Which requests may come in. A page of another site cannot use its visitor's browser to reach us:
 * neither by opening a WebSocket or posting a form (Origin), nor by pointing a name of its own at
 * our address (Host).
 */
public final class Door {

  /** What the door says to a request. */
  public enum Answer {
    OPEN,
    FOREIGN_HOST,
    FOREIGN_ORIGIN;

    /** What the caller is told; null for {@link #OPEN}. */
    public @Nullable Problem problem() {
      return switch (this) {
        case OPEN -> null;
        case FOREIGN_HOST ->
            Problem.of(
                HttpStatus.MISDIRECTED_REQUEST,
                "host_not_allowed",
                "This server does not answer to that host");
        case FOREIGN_ORIGIN ->
            Problem.of(
                HttpStatus.FORBIDDEN, "origin_not_allowed", "Pages of that origin may not do this");
      };
    }
  }

  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * @param hosts names under which we may be called, without ports, such as {@code localhost} or
   *     {@code [::1]}; empty: under any
   * @param origins that may come in besides our own, such as {@code https://example.com}
   */
  public Door(List<String> hosts, List<String> origins) {
    this.hosts = hosts.stream().map(Door::lower).collect(Collectors.toUnmodifiableSet());
    this.origins = origins.stream().map(Door::lower).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @param host the header, such as {@code localhost:8080}
   * @param origin the header; null: not a browser, or nothing it could harm
   */
  public Answer check(@Nullable String host, @Nullable String origin) {
    if (!hosts.isEmpty() && (host == null || !hosts.contains(lower(withoutPort(host))))) {
      return Answer.FOREIGN_HOST;
    }
    if (origin != null && !origins.contains(lower(origin)) && !isOwn(origin, host)) {
      return Answer.FOREIGN_ORIGIN;
    }
    return Answer.OPEN;
  }

  /** Schemes are not compared: what ends TLS in front of us hides them. */
  private static boolean isOwn(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    if (host == null || scheme < 0) {
      return false;
    }
    String defaultPort = origin.substring(0, scheme).equalsIgnoreCase("https") ? ":443" : ":80";
    return withPort(origin.substring(scheme + 3), defaultPort).equals(withPort(host, defaultPort));
  }

  private static String withPort(String authority, String defaultPort) {
    String lower = lower(authority);
    return withoutPort(lower).equals(lower) ? lower + defaultPort : lower;
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
