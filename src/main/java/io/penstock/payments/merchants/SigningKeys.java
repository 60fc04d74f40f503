package io.penstock.payments.merchants;

import com.github.benmanes.caffeine.cache.Ticker;
import io.penstock.platform.sealing.Sealer;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The keys that requests are signed with, in memory for some seconds: a merchant who calls all the
 * time costs the database one read in that time.
 */
final class SigningKeys {

  private final KeyTable table;
  private final Sealer sealer;
  private final RateLimit usual;
  private final Remembered<KeyId, SigningKey> memory;

  SigningKeys(KeyTable table, Sealer sealer, MerchantsProperties properties, Ticker time) {
    this.table = table;
    this.sealer = sealer;
    this.usual = properties.limit();
    this.memory =
        new Remembered<>(properties.keysInMemory(), properties.keysKept(), time, this::read);
  }

  /** Shape: the key, or empty where there is none, or an error when the database is away. */
  Mono<SigningKey> find(KeyId id) {
    return memory.get(id);
  }

  /** What was changed holds here at once. */
  void changed(KeyId id) {
    memory.forget(id);
  }

  /** Where the sealed secret of a row may be opened, and nowhere else. */
  static String context(KeyId id, int number) {
    return "merchant secret " + id.mode().code() + " " + id + " " + number;
  }

  private Mono<SigningKey> read(KeyId id) {
    return table.find(id).map(stored -> opened(id, stored));
  }

  private SigningKey opened(KeyId id, KeyTable.Stored stored) {
    List<SigningKey.Secret> secrets = new ArrayList<>();
    for (ApiKey.Secret secret : stored.key().secrets()) {
      byte[] sealed = stored.sealed().get(secret.number());
      if (sealed != null) {
        byte[] text = sealer.open(sealed, context(id, secret.number()));
        secrets.add(new SigningKey.Secret(text, secret.expiresAt()));
      }
    }
    return new SigningKey(id, stored.key(), usual, secrets);
  }
}
