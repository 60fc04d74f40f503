package io.penstock.market.bars;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * Another writer has taken the partition over, or ours has to read its position anew, code {@code
 * overtaken}.
 */
final class OvertakenException extends CodedException {

  private static final long serialVersionUID = 1L;

  OvertakenException() {
    super(
        "overtaken",
        RetryClass.PASSES,
        "the position of a partition is not where its writer believed");
  }
}
