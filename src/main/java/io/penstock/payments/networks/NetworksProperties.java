package io.penstock.payments.networks;

import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.networks}: which cards go where.
 *
 * @param routes in no order; of several that fit, {@link Networks#choose} takes one
 */
@ConfigurationProperties("penstock.networks")
public record NetworksProperties(@DefaultValue List<Rule> routes) {

  /**
   * Cards that may be sent to a network.
   *
   * @param network its name
   * @param modes empty for both
   * @param bins first digits of card numbers, such as {@code 4} or {@code 424242}; empty for all
   * @param currencies such as {@code usd}; empty for all
   * @param cost in hundredths of a percent of the amount; only compared
   */
  public record Rule(
      String network,
      @DefaultValue Set<Mode> modes,
      @DefaultValue Set<String> bins,
      @DefaultValue Set<String> currencies,
      @DefaultValue("0") int cost) {

    public Rule {
      if (!bins.stream().allMatch(bin -> bin.matches("\\d{1,8}"))) {
        throw new IllegalArgumentException(
            "penstock.networks.routes of " + network + ": bins must be 1 to 8 digits");
      }
      currencies =
          currencies.stream()
              .map(code -> Currencies.of(code).getCurrencyCode())
              .collect(Collectors.toUnmodifiableSet());
    }

    boolean fits(Mode mode, String bin, Currency currency) {
      return (modes.isEmpty() || modes.contains(mode))
          && (bins.isEmpty() || bins.stream().anyMatch(bin::startsWith))
          && (currencies.isEmpty() || currencies.contains(currency.getCurrencyCode()));
    }
  }
}
