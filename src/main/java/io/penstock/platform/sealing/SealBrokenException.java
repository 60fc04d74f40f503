package io.penstock.platform.sealing;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * What was to be opened is not what was sealed here for this context, code {@code seal_broken}; or
 * its key is gone, code {@code sealing_key_unknown}.
 */
public final class SealBrokenException extends CodedException {

  private static final long serialVersionUID = 1L;

  private SealBrokenException(String code, String message) {
    super(code, RetryClass.STAYS, message);
  }

  static SealBrokenException broken() {
    return new SealBrokenException(
        "seal_broken", "something sealed was changed, or was sealed for another context");
  }

  static SealBrokenException keyUnknown(String id) {
    return new SealBrokenException(
        "sealing_key_unknown",
        "something is sealed under key " + id + ", which is not in the ring");
  }
}
