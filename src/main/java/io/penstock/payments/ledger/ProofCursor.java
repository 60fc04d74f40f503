package io.penstock.payments.ledger;

import io.penstock.platform.values.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How far a proof has come: first the seals with their journals, then the accounts. */
public sealed interface ProofCursor {

  ProofCursor START = new Seals(0);

  /** All up to this one are proved. */
  record Seals(long batch) implements ProofCursor {

    @Override
    public String toString() {
      return encoded(Long.toString(batch));
    }
  }

  /** All seals are proved, and the balances up to this account's. */
  record Accounts(String merchantId, Mode mode, String account) implements ProofCursor {

    static final Accounts START = new Accounts("-", Mode.LIVE, "");

    static Accounts after(BookKey key) {
      return new Accounts(key.tenant().merchantId(), key.tenant().mode(), key.id());
    }

    BookKey key() {
      return new BookKey(new Tenant(merchantId, mode), account);
    }

    @Override
    public String toString() {
      return encoded(merchantId + '/' + mode.code() + '/' + account);
    }
  }

  /** Empty for what is no cursor of ours. */
  static Optional<ProofCursor> parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      String[] parts = plain.split("/", -1);
      return switch (parts.length) {
        case 1 -> batch(Long.parseLong(plain));
        case 3 ->
            Names.isName(parts[0])
                ? Optional.of(new Accounts(parts[0], Mode.ofCode(parts[1]), parts[2]))
                : Optional.empty();
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<ProofCursor> batch(long batch) {
    return batch < 0 ? Optional.empty() : Optional.of(new Seals(batch));
  }

  private static String encoded(String plain) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }
}
