package io.penstock.architecture.offenders.platform.http;

import io.penstock.architecture.offenders.platform.postgres.PostgresOfCycle;

/** Half of a cycle. */
public class HttpOfCycle {

  public PostgresOfCycle imported() {
    return new PostgresOfCycle();
  }
}
