package io.penstock.payments.vault;

import io.penstock.platform.values.Mode;

/**
 * What anybody may see of a card in the vault.
 *
 * @param bin who issued it, such as {@code 42424242}
 * @param lastFour digits
 */
public record CardView(CardToken token, String bin, CardBrand brand, String lastFour) {

  static CardView of(String tokenId, String merchantId, Mode mode, Card card) {
    CardNumber number = card.number();
    return new CardView(
        new CardToken(tokenId, merchantId, mode), number.bin(), number.brand(), number.lastFour());
  }
}
