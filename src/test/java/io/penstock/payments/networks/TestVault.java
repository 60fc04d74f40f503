package io.penstock.payments.networks;

import io.penstock.payments.vault.Card;
import io.penstock.payments.vault.CardNumber;
import io.penstock.payments.vault.CardToken;
import io.penstock.payments.vault.CardVault;
import io.penstock.payments.vault.Cvc;
import io.penstock.platform.values.Mode;
import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** A vault that keeps everything open. */
public final class TestVault implements CardVault {

  /** Of all cards; found nowhere by accident. */
  public static final String CVC = "7351";

  private static final YearMonth EXPIRY = YearMonth.of(2031, 12);

  private final Map<CardToken, Card> cards = new ConcurrentHashMap<>();

  public CardToken add(String number) {
    CardToken token = new CardToken("tok_" + number.hashCode(), "acct_m", Mode.TEST);
    cards.put(token, new Card(CardNumber.of(number), EXPIRY, Cvc.of(CVC)));
    return token;
  }

  @Override
  public Mono<Card> open(CardToken token) {
    return Mono.justOrEmpty(cards.get(token));
  }
}
