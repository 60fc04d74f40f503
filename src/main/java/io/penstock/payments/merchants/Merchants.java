package io.penstock.payments.merchants;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Ticker;
import io.penstock.payments.merchants.KeyTable.SealedSecret;
import io.penstock.payments.merchants.Rotation.IsRevoked;
import io.penstock.payments.merchants.Rotation.Rotated;
import io.penstock.payments.merchants.Rotation.TwoAreValid;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.sealing.Fingerprints;
import io.penstock.platform.sealing.Sealer;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Merchants, their keys and their prices. Errors are those of the database. */
public final class Merchants {

  private static final String SECRET = "merchant secret";

  private final MerchantTable merchants;
  private final KeyTable keys;
  private final PriceTable prices;
  private final SigningKeys signing;
  private final KeyTexts texts;
  private final Sealer sealer;
  private final Fingerprints fingerprints;
  private final Ids ids;
  private final Clock clock;
  private final Price usual;
  private final Remembered<PriceKey, Price> knownPrices;

  Merchants(
      Tables tables,
      SigningKeys signing,
      KeyTexts texts,
      Sealer sealer,
      Fingerprints fingerprints,
      Ids ids,
      Clock clock,
      Ticker time,
      MerchantsProperties properties) {
    this.merchants = tables.merchants();
    this.keys = tables.keys();
    this.prices = tables.prices();
    this.signing = signing;
    this.texts = texts;
    this.sealer = sealer;
    this.fingerprints = fingerprints;
    this.ids = ids;
    this.clock = clock;
    this.usual = properties.price().price();
    this.knownPrices =
        new Remembered<>(properties.keysInMemory(), properties.keysKept(), time, this::read);
  }

  /** Where all of it is kept. */
  record Tables(MerchantTable merchants, KeyTable keys, PriceTable prices) {}

  private record PriceKey(String merchantId, Mode mode, Currency currency) {}

  // Merchants

  /**
   * @param country of ISO 3166, two capitals
   */
  public Mono<Merchant> create(String name, String country, Currency defaultCurrency) {
    return Mono.defer(() ->
        merchants.insert(
            new Merchant(ids.next(KeyId.MERCHANT), name, country, defaultCurrency, now())));
  }

  /** Empty when there is no such merchant. */
  public Mono<Merchant> find(String merchantId) {
    return merchants.find(merchantId);
  }

  /** The newest first, older than one of them. */
  Mono<List<Merchant>> page(Optional<String> before, int limit) {
    // No id is greater: what follows acct_ is a digit or a small letter.
    return merchants.page(before.orElse(KeyId.MERCHANT + "_~"), limit);
  }

  // Prices

  /**
   * What a payment costs: the merchant's own price, or the usual one. A price that was changed by
   * another process holds after some seconds.
   */
  public Mono<Price> price(String merchantId, Mode mode, Currency currency) {
    return knownPrices.get(new PriceKey(merchantId, mode, currency)).defaultIfEmpty(usual);
  }

  private Mono<Price> read(PriceKey key) {
    return prices.find(key.merchantId(), key.mode(), key.currency());
  }

  /** Where a merchant has no own one. */
  Price usualPrice() {
    return usual;
  }

  Mono<List<PriceTable.Own>> prices(String merchantId) {
    return prices.list(merchantId);
  }

  /**
   * Sets it in some modes at once. Empty when there is no such merchant.
   *
   * @param modes at least one
   */
  Mono<List<PriceTable.Own>> setPrice(
      String merchantId, EnumSet<Mode> modes, Currency currency, Price price) {
    return Mono.defer(() -> {
      Instant now = now();
      List<PriceTable.Own> own =
          modes.stream().map(mode -> new PriceTable.Own(mode, currency, price, now)).toList();
      return prices
          .put(merchantId, own)
          .filter(written -> written)
          .map(written -> own)
          .doOnTerminate(() ->
              modes.forEach(mode -> knownPrices.forget(new PriceKey(merchantId, mode, currency))))
          .cache(); // goes on, like its transaction, when the caller goes away
    });
  }

  // Keys

  /**
   * A new key with its first secret. Empty when there is no such merchant, or it has {@value
   * KeyTable#MOST_KEYS} keys in this mode.
   */
  public Mono<IssuedKey> issueKey(String merchantId, NewKey wanted) {
    return Mono.defer(() -> {
      Instant now = now();
      KeyId id = texts.newKey(merchantId, wanted.mode());
      String secret = texts.newSecret(merchantId, wanted.mode());
      ApiKey key =
          new ApiKey(
              id.text(),
              merchantId,
              wanted.mode(),
              !wanted.scopes().isEmpty(),
              wanted.allowedScopes(),
              wanted.bearer(),
              wanted.limit(),
              now,
              null,
              List.of(new ApiKey.Secret(1, now, null)));
      return keys.inTransaction(session ->
              keys.insert(session, key)
                  .filter(written -> written)
                  .flatMap(written -> insert(session, id, 1, secret, now))
                  .map(written -> new IssuedKey(key, secret)))
          .doOnTerminate(() -> signing.changed(id))
          .cache(); // as above
    });
  }

  /** Of a merchant, the newest first; revoked ones among them. */
  Mono<List<ApiKey>> keys(String merchantId) {
    return keys.list(merchantId);
  }

  /** Empty when the merchant has no such key. */
  Mono<ApiKey> key(String merchantId, String keyId) {
    return known(merchantId, keyId).flatMap(keys::find).map(KeyTable.Stored::key);
  }

  /**
   * A new secret; the one before stays valid for a while. Empty when the merchant has no such key.
   *
   * @param overlap zero: every secret before it ends now, if there are two, too
   */
  Mono<Rotation> rotate(String merchantId, String keyId, Duration overlap) {
    return known(merchantId, keyId)
        .flatMap(id ->
            keys.inTransaction(session ->
                    keys.lock(session, id)
                        .flatMap(stored -> rotate(session, id, stored.key(), overlap)))
                .doOnTerminate(() -> signing.changed(id))
                .cache()); // goes on, like its transaction, when the caller goes away
  }

  private Mono<Rotation> rotate(Session session, KeyId id, ApiKey key, Duration overlap) {
    Instant now = now();
    if (key.isRevoked()) {
      return Mono.just(new IsRevoked());
    }
    boolean endsNow = overlap.isZero();
    if (!endsNow && key.valid(now).size() > 1) {
      return Mono.just(new TwoAreValid());
    }
    String secret = texts.newSecret(id.merchantId(), id.mode());
    int number = key.lastNumber() + 1;
    Mono<Long> older =
        endsNow
            ? keys.deleteSecrets(session, id)
            : keys.expire(session, id, now.plus(overlap))
                .then(keys.deleteExpired(session, id, now));
    return older
        .then(insert(session, id, number, secret, now))
        .then(keys.find(session, id))
        .map(stored -> new Rotated(new IssuedKey(stored.key(), secret)));
  }

  /**
   * Refused from now on, by this process at once, by others some seconds later. Revoking it again
   * changes nothing. Empty when the merchant has no such key.
   */
  Mono<ApiKey> revoke(String merchantId, String keyId) {
    return known(merchantId, keyId)
        .flatMap(id ->
            keys.inTransaction(session ->
                    keys.lock(session, id)
                        .flatMap(before -> keys.revoke(session, id, now()))
                        .flatMap(revoked -> keys.find(session, id))
                        .map(KeyTable.Stored::key))
                .doOnTerminate(() -> signing.changed(id))
                .cache()); // as above
  }

  private Mono<KeyId> known(String merchantId, String keyId) {
    return Mono.justOrEmpty(texts.parse(keyId).filter(id -> id.merchantId().equals(merchantId)));
  }

  private Mono<Long> insert(Session session, KeyId id, int number, String secret, Instant now) {
    byte[] text = secret.getBytes(US_ASCII);
    return keys.insert(
        session,
        id,
        new SealedSecret(
            number,
            sealer.seal(text, SigningKeys.context(id, number)),
            fingerprints.of(text, SECRET),
            now));
  }

  /** As finely as the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** For descriptions. */
  static List<String> scopeCodes() {
    return Stream.of(Scope.values()).map(Scope::code).toList();
  }
}
