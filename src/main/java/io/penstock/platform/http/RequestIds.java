package io.penstock.platform.http;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * The id of a request, {@code 9f86d081884c7d659a2feaa0c55ad015}: in the answer, in the Reactor
 * context and, by automatic propagation, in each log line written on its behalf.
 */
public final class RequestIds {

  /** Of request and answer. */
  public static final String HEADER = "X-Request-Id";

  /** Of the Reactor context and of log lines. */
  public static final String KEY = "request_id";

  /** What is taken over from a caller; anything else could forge log lines. */
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final int BYTES = 16;

  private RequestIds() {}

  /** The caller's, if there is one and it is safe; else a new one. */
  static String of(@Nullable String given, RandomGenerator random) {
    if (given != null && SAFE.matcher(given).matches()) {
      return given;
    }
    byte[] id = new byte[BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /**
   * Of a request that came through {@link RequestIdFilter}; {@code unknown} of one that did not.
   */
  public static String of(ServerWebExchange exchange) {
    return exchange.getAttributeOrDefault(KEY, "unknown");
  }
}
