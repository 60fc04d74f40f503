package io.penstock.payments.vault;

/** Card fields that are refused. Tells which, and none of their contents. */
public final class CardRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String field;
  private final String detail;

  CardRefusedException(String code, String field, String detail) {
    // Without a stack: strangers decide how many of them are made.
    super(code, null, false, false);
    this.code = code;
    this.field = field;
    this.detail = detail;
  }

  /** Stable, such as {@code incorrect_number}. */
  public String code() {
    return code;
  }

  /** Such as {@code card.number}. */
  public String field() {
    return field;
  }

  /** What it must be, such as {@code must have 12 to 19 digits}. */
  public String detail() {
    return detail;
  }
}
