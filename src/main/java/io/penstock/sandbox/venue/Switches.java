package io.penstock.sandbox.venue;

import reactor.netty.http.server.HttpServerRoutes;

/** Something else that is simulated, whose switches are reached through the exchange's port. */
public interface Switches {

  void addTo(HttpServerRoutes routes);
}
