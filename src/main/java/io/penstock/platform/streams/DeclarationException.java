package io.penstock.platform.streams;

/** A mistake in {@code streams/*.yaml}: one sentence that says where it is and how to mend it. */
public class DeclarationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DeclarationException(String sentence) {
    super(sentence);
  }
}
