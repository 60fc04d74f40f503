package io.penstock.payments.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.sealing.Sealer;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Keeps cards sealed, each for its token alone: a sealed text that is moved to another row does not
 * open. Security codes are never written: they stay in this process until the card is opened for
 * the first time, a minute at most.
 */
public final class Vault implements CardVault {

  private static final HexFormat HEX = HexFormat.of();

  private final Database database;
  private final CardTable table;
  private final GroupCommit<NewCard, CardView> group;
  private final Sealer sealer;
  private final Clock clock;

  /** More than are charged in a minute are charged without. */
  private final Cache<CardToken, Cvc> codes =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  /**
   * @param group runs {@link #write}
   */
  Vault(
      Database database,
      CardTable table,
      GroupCommit<NewCard, CardView> group,
      Sealer sealer,
      Clock clock) {
    this.database = database;
    this.table = table;
    this.group = group;
    this.sealer = sealer;
    this.clock = clock;
  }

  /** Keeps a card until its token expires. Shape: what may be seen of it, after the commit. */
  public Mono<CardView> keep(NewCard card) {
    return group
        .submit(card)
        .doOnNext(kept -> {
          Cvc cvc = card.card().cvc();
          if (cvc != null) {
            codes.put(kept.token(), cvc);
          }
        });
  }

  /** What may be seen of a token's card. Shape: one, or empty for a token that is no good. */
  public Mono<CardView> view(CardToken token) {
    return find(token).map(CardTable.Row::view);
  }

  @Override
  public Mono<Card> open(CardToken token) {
    return find(token).map(this::open);
  }

  /** Deletes cards whose tokens have expired, at most so many; says how many it were. */
  Mono<Long> forgetExpired(int most) {
    return database.inTransaction(session -> table.forget(session, clock.instant(), most));
  }

  /** What a group of cards does in its transaction. */
  static Mono<List<CardView>> write(
      CardTable table,
      Sealer sealer,
      Clock clock,
      Duration life,
      Session session,
      List<NewCard> cards) {
    List<CardTable.Row> rows = cards.stream().map(card -> sealed(sealer, card)).toList();
    return table
        .insert(session, rows, clock.instant(), clock.instant().plus(life))
        .thenReturn(cards.stream().map(NewCard::view).toList());
  }

  private Mono<CardTable.Row> find(CardToken token) {
    return database
        .read(session -> table.find(session, token, clock.instant()))
        .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
  }

  private static CardTable.Row sealed(Sealer sealer, NewCard card) {
    String context = context(card.view().token());
    String plain = card.card().number().reveal() + "=" + card.card().expiry();
    return new CardTable.Row(card.view(), seal(sealer, plain, context));
  }

  private Card open(CardTable.Row row) {
    String context = context(row.view().token());
    String plain = open(row.sealed(), context);
    int split = plain.indexOf('=');
    return new Card(
        CardNumber.of(plain.substring(0, split)),
        YearMonth.parse(plain.substring(split + 1)),
        codes.asMap().remove(row.view().token()));
  }

  private static String seal(Sealer sealer, String plain, String context) {
    return HEX.formatHex(sealer.seal(plain.getBytes(US_ASCII), context));
  }

  private String open(String sealed, String context) {
    return new String(sealer.open(HEX.parseHex(sealed), context), US_ASCII);
  }

  private static String context(CardToken token) {
    return "card " + token.merchantId() + " " + token.mode().code() + " " + token.id();
  }
}
