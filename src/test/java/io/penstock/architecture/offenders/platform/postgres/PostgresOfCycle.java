package io.penstock.architecture.offenders.platform.postgres;

import io.penstock.architecture.offenders.platform.http.HttpOfCycle;

/** The other half. */
public class PostgresOfCycle {

  public HttpOfCycle imported() {
    return new HttpOfCycle();
  }
}
