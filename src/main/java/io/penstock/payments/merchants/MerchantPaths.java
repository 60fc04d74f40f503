package io.penstock.payments.merchants;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Paths that are for merchants, and the scope that each needs. A module that serves some makes one
 * as a bean:
 *
 * <pre>{@code
 * @Bean
 * MerchantPaths intentPaths() {
 *   return MerchantPaths.of("/payment-intents/**")
 *       .get(Scope.PAYMENTS_READ)
 *       .post(Scope.PAYMENTS_WRITE);
 * }
 * }</pre>
 *
 * <p>{@code /payment-intents/**} includes {@code /payment-intents} itself. A method without a scope
 * is answered 405. Patterns of different modules must not overlap; within one, the first that fits
 * decides.
 */
public final class MerchantPaths {

  /**
   * @param method null: none yet, so that the path is known but nothing may be done there
   */
  record Entry(PathPattern pattern, @Nullable HttpMethod method, @Nullable Scope scope) {}

  private final PathPattern pattern;
  private final List<Entry> entries;

  private MerchantPaths(PathPattern pattern, List<Entry> entries) {
    this.pattern = pattern;
    this.entries = List.copyOf(entries);
  }

  /** As controllers write their paths. */
  public static MerchantPaths of(String pattern) {
    PathPattern parsed = PathPatternParser.defaultInstance.parse(pattern);
    return new MerchantPaths(parsed, List.of(new Entry(parsed, null, null)));
  }

  /** Another path of the same module. */
  public MerchantPaths and(String another) {
    PathPattern parsed = PathPatternParser.defaultInstance.parse(another);
    return with(parsed, new Entry(parsed, null, null));
  }

  /** Includes HEAD. */
  public MerchantPaths get(Scope scope) {
    return method(HttpMethod.GET, scope).method(HttpMethod.HEAD, scope);
  }

  public MerchantPaths post(Scope scope) {
    return method(HttpMethod.POST, scope);
  }

  /** Of the path that was named last. */
  public MerchantPaths method(HttpMethod method, Scope scope) {
    return with(pattern, new Entry(pattern, method, scope));
  }

  private MerchantPaths with(PathPattern last, Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new MerchantPaths(last, more);
  }

  List<Entry> entries() {
    return entries;
  }
}
