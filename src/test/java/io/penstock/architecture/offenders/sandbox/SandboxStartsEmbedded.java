package io.penstock.architecture.offenders.sandbox;

import io.penstock.architecture.offenders.embedded.SomeEmbedded;

/** Nobody imports embedded, the sandbox neither. */
public class SandboxStartsEmbedded {

  public SomeEmbedded imported() {
    return new SomeEmbedded();
  }
}
