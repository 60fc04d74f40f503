package io.penstock.architecture.offenders.market.feed;

/** Beans for whoever likes to call them. */
public class OpenWiring {

  public String bean() {
    return "bean";
  }
}
