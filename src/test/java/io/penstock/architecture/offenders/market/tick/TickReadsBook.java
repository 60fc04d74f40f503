package io.penstock.architecture.offenders.market.tick;

import io.penstock.architecture.offenders.market.book.SomeBook;

/** The vocabulary may use values only. */
public class TickReadsBook {

  public SomeBook imported() {
    return new SomeBook();
  }
}
