package io.penstock.payments.merchants;

import io.penstock.payments.merchants.MerchantPaths.Entry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

/** All {@link MerchantPaths} together. */
final class MerchantRules {

  private final List<Entry> entries;

  MerchantRules(List<MerchantPaths> paths) {
    this.entries = paths.stream().flatMap(each -> each.entries().stream()).toList();
  }

  /** Compared as controllers are found, so that no spelling of a path leads around it. */
  boolean concern(PathContainer path) {
    return entries.stream().anyMatch(entry -> entry.pattern().matches(path));
  }

  /** Empty: nothing may be done there by this method. */
  Optional<Scope> scope(PathContainer path, HttpMethod method) {
    return entries.stream()
        .filter(entry -> method.equals(entry.method()) && entry.pattern().matches(path))
        .flatMap(entry -> Optional.ofNullable(entry.scope()).stream())
        .findFirst();
  }

  Set<HttpMethod> methods(PathContainer path) {
    Set<HttpMethod> methods = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (entry.method() != null && entry.pattern().matches(path)) {
        methods.add(entry.method());
      }
    }
    return methods;
  }
}
