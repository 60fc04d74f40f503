package io.penstock.payments.networks;

import io.penstock.platform.values.Mode;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Flux;

/**
 * The door to all card networks: which one to ask, and the asking.
 *
 * <pre>{@code
 * Route route = networks.choose(TEST, "42424242", usd).orElseThrow(…);
 * // commit the attempt with route.network() and its reference
 * networks.at(route).purchase(order);
 * }</pre>
 */
public final class Networks {

  private final Map<String, CardNetwork> networks = new LinkedHashMap<>();
  private final List<NetworksProperties.Rule> rules;

  /**
   * @throws IllegalArgumentException when two networks have one name, or a rule names none
   */
  Networks(Collection<? extends CardNetwork> all, List<NetworksProperties.Rule> rules) {
    for (CardNetwork network : all) {
      if (networks.put(network.name(), network) != null) {
        throw new IllegalArgumentException("two card networks are called " + network.name());
      }
    }
    this.rules = List.copyOf(rules);
    rules.forEach(rule -> named(rule.network()));
  }

  /**
   * The best network for a card: one that can be reached before one that cannot, then the cheapest,
   * then the first by name. Empty when no route is set for such a card.
   *
   * @param bin the card number's first six or eight digits
   */
  public Optional<Route> choose(Mode mode, String bin, Currency currency) {
    return choose(new Route("", mode, bin, currency, Set.of()));
  }

  /**
   * The best of the others, after the network of this route was not reached ({@link
   * Outcome.NotSent}). Empty when all were tried.
   */
  public Optional<Route> chooseAfter(Route route) {
    Set<String> tried = new HashSet<>(route.tried());
    tried.add(route.network());
    return choose(new Route("", route.mode(), route.bin(), route.currency(), tried));
  }

  /** The network of a route. */
  public CardNetwork at(Route route) {
    return named(route.network());
  }

  /**
   * The network of an attempt's row.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public CardNetwork named(String network) {
    CardNetwork found = networks.get(network);
    if (found == null) {
      throw new IllegalArgumentException("there is no card network " + network);
    }
    return found;
  }

  /** Of all networks, as {@link CardNetwork#lateAnswers}. */
  public Flux<LateAnswer> lateAnswers() {
    return Flux.merge(networks.values().stream().map(CardNetwork::lateAnswers).toList());
  }

  /** Of all networks, as {@link CardNetwork#recoveries}. */
  public Flux<BackInReach> recoveries() {
    return Flux.merge(networks.values().stream().map(CardNetwork::recoveries).toList());
  }

  private Optional<Route> choose(Route wanted) {
    return rules.stream()
        .filter(rule -> !wanted.tried().contains(rule.network()))
        .filter(rule -> rule.fits(wanted.mode(), wanted.bin(), wanted.currency()))
        .min(
            Comparator.comparing(
                    (NetworksProperties.Rule rule) -> !named(rule.network()).isInReach())
                .thenComparing(NetworksProperties.Rule::cost)
                .thenComparing(NetworksProperties.Rule::network))
        .map(rule ->
            new Route(
                rule.network(), wanted.mode(), wanted.bin(), wanted.currency(), wanted.tried()));
  }
}
