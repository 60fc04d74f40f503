package io.penstock.payments.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.payments.networks.NetworksProperties.Rule;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworksTest {

  private static final Currency USD = Currencies.of("usd");
  private static final Currency EUR = Currencies.of("eur");
  private static final String VISA = "42424242";
  private static final String AMEX = "378282";

  private final Set<String> inReach = new HashSet<>(Set.of("dear", "cheap", "amex"));

  @Test
  void cheapestIsAsked() {
    assertThat(networks().choose(Mode.TEST, VISA, USD)).get().returns("cheap", Route::network);
  }

  @Test
  void networkThatCannotBeReachedIsAskedOnlyWhereThereIsNoOther() {
    inReach.remove("cheap");
    assertThat(networks().choose(Mode.TEST, VISA, USD)).get().returns("dear", Route::network);
    inReach.remove("dear");
    assertThat(networks().choose(Mode.TEST, VISA, USD)).get().returns("cheap", Route::network);
  }

  @Test
  void nextOneIsAskedAfterNothingWasSent() {
    Networks networks = networks();
    Route first = networks.choose(Mode.TEST, VISA, USD).orElseThrow();
    Route second = networks.chooseAfter(first).orElseThrow();
    assertThat(second.network()).isEqualTo("dear");
    assertThat(second.tried()).containsExactly("cheap");
    assertThat(networks.chooseAfter(second)).isEmpty();
  }

  @Test
  void routesByCardCurrencyAndMode() {
    Networks networks = networks();
    assertThat(networks.choose(Mode.TEST, AMEX, USD)).get().returns("amex", Route::network);
    assertThat(networks.choose(Mode.TEST, VISA, EUR)).get().returns("dear", Route::network);
    assertThat(networks.choose(Mode.LIVE, VISA, USD)).isEmpty();
  }

  @Test
  void networkOfARowIsFoundByItsName() {
    Networks networks = networks();
    Route route = networks.choose(Mode.TEST, VISA, USD).orElseThrow();
    assertThat(networks.at(route)).isSameAs(networks.named("cheap"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> networks.named("gone"))
        .withMessage("there is no card network gone");
  }

  @Test
  void refusesARouteToNoNetworkAndTwoOfOneName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Networks(List.of(), List.of(rule("cheap", Set.of(), Set.of(), 1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Networks(List.of(network("one"), network("one")), List.of()))
        .withMessage("two card networks are called one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule("cheap", Set.of("4x"), Set.of(), 1))
        .withMessageContaining("bins must be");
  }

  private Networks networks() {
    return new Networks(
        List.of(network("dear"), network("cheap"), network("amex")),
        List.of(
            rule("dear", Set.of("4", "55"), Set.of(), 90),
            rule("cheap", Set.of("4"), Set.of("usd"), 10),
            rule("amex", Set.of("34", "37"), Set.of(), 200)));
  }

  private static Rule rule(String network, Set<String> bins, Set<String> currencies, int cost) {
    return new Rule(network, Set.of(Mode.TEST), bins, currencies, cost);
  }

  private CardNetwork network(String name) {
    return (CardNetwork)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {CardNetwork.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "name" -> name;
                  case "isInReach" -> inReach.contains(name);
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> name.hashCode();
                  case "toString" -> name;
                  default -> throw new AssertionError(method + Arrays.toString(arguments));
                });
  }
}
