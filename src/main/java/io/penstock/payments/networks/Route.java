package io.penstock.payments.networks;

import io.penstock.platform.values.Mode;
import java.util.Currency;
import java.util.Set;

/**
 * The network that was chosen for a charge, to be written into the attempt's row.
 *
 * @param network its name
 * @param tried networks that were chosen before for the same charge and could not be reached
 */
public record Route(String network, Mode mode, String bin, Currency currency, Set<String> tried) {

  public Route {
    tried = Set.copyOf(tried);
  }
}
