package io.penstock.payments.networks;

import java.util.List;

/** The networks that speak one protocol, as set; a protocol's own wiring adds it. */
public interface NetworkAdapter {

  List<? extends CardNetwork> networks();
}
