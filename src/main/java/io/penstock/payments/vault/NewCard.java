package io.penstock.payments.vault;

/** A card that has a token and is not in the vault yet. Prints as its token alone. */
public final class NewCard {

  private final CardView view;
  private final Card card;

  NewCard(CardView view, Card card) {
    this.view = view;
    this.card = card;
  }

  public CardView view() {
    return view;
  }

  Card card() {
    return card;
  }

  @Override
  public String toString() {
    return view.token().id();
  }
}
