package io.penstock.payments.merchants;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bodies of the operators' API of merchants. What is not known is left out. */
final class MerchantShapes {

  private static final String MERCHANT = "acct_01jd3x7y8k0v9q4m2s6t1w5zrb";
  private static final String KEY = "pk_test_01jd3x7y8k0v9q4m2s6t1w5zrb5w7d2c9k4m8p1x3r6t0v2y";

  private MerchantShapes() {}

  @Schema(name = "NewMerchant")
  record NewMerchantBody(
      @Schema(
              description = "For people, 1 to 100 characters on one line.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "Gardens Ltd")
          @Nullable String name,
      @Schema(
              description = "ISO 3166, two letters.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "DE")
          @Nullable String country,
      @Schema(
              description = "ISO 4217.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "eur")
          @Nullable String defaultCurrency) {}

  @Schema(name = "Merchant")
  record MerchantShape(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = MERCHANT) String id,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Gardens Ltd") String name,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "DE") String country,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "eur") String defaultCurrency,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt) {

    static MerchantShape of(Merchant merchant) {
      return new MerchantShape(
          merchant.id(),
          merchant.name(),
          merchant.country(),
          merchant.defaultCurrency().getCurrencyCode().toLowerCase(Locale.ROOT),
          merchant.createdAt());
    }
  }

  @Schema(name = "MerchantPage")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record MerchantPage(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<MerchantShape> items,
      @Schema(description = "Asks for the next page as `cursor`; missing on the last one.")
          @Nullable String nextCursor) {}

  @Schema(name = "NewMerchantKey")
  record NewKeyBody(
      @Schema(
              allowableValues = {"test", "live"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String mode,
      @ArraySchema(
              schema =
                  @Schema(
                      allowableValues = {
                        "payments:read",
                        "payments:write",
                        "refunds:write",
                        "ledger:read"
                      }),
              arraySchema =
                  @Schema(
                      description =
                          "What it may do; left out: everything, also what is added later."))
          @Nullable List<@Nullable String> scopes,
      @Schema(
              description =
                  "Whether showing the secret itself is enough where a dialect asks for that; left"
                      + " out: in test only.")
          @Nullable Boolean allowsBearer,
      @Schema(
              description = "In the long run; only with `burst`. Left out: as the settings say.",
              minimum = "1",
              maximum = "100000")
          @Nullable Integer requestsPerSecond,
      @Schema(description = "At once.", minimum = "1", maximum = "1000000")
          @Nullable Integer burst) {}

  @Schema(name = "MerchantKey", description = "A key without its secrets.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record KeyShape(
      @Schema(
              description = "The publishable key.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = KEY)
          String id,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = MERCHANT) String merchant,
      @Schema(
              allowableValues = {"test", "live"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String mode,
      @Schema(description = "What it may do; missing: everything.", example = "[\"payments:read\"]")
          @Nullable List<String> scopes,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) boolean allowsBearer,
      @Schema(description = "Missing: as the settings say.") @Nullable Integer requestsPerSecond,
      @Schema(description = "Missing: as the settings say.") @Nullable Integer burst,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
      @Schema(description = "Missing: it is not.") @Nullable Instant revokedAt,
      @Schema(
              description = "Those that sign, the newest first; two while it is rotated.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          List<SecretShape> secrets) {

    static KeyShape of(ApiKey key, Instant now) {
      RateLimit limit = key.limit();
      return new KeyShape(
          key.id(),
          key.merchantId(),
          key.mode().code(),
          key.restricted() ? key.scopes().stream().map(Scope::code).sorted().toList() : null,
          key.allowsBearer(),
          limit == null ? null : limit.perSecond(),
          limit == null ? null : limit.burst(),
          key.createdAt(),
          key.revokedAt(),
          key.valid(now).stream()
              .map(secret -> new SecretShape(secret.createdAt(), secret.expiresAt()))
              .toList());
    }
  }

  @Schema(name = "MerchantSecret", description = "When a secret was made, and until when it signs.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SecretShape(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
      @Schema(description = "Missing: until the next rotation.") @Nullable Instant expiresAt) {}

  @Schema(name = "IssuedMerchantKey", description = "A key with its newest secret.")
  record IssuedShape(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) KeyShape key,
      @Schema(
              description = "Shown here, and never again.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "sk_test_01jd3x7y8k0v9q4m2s6t1w5zrb0c6m3w9d2x7k4p8r1t5v0y3b6h9n2q5s8")
          String secret) {

    static IssuedShape of(IssuedKey issued, Instant now) {
      return new IssuedShape(KeyShape.of(issued.key(), now), issued.secret());
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "IssuedShape[" + key.id() + "]";
    }
  }

  @Schema(name = "MerchantKeys")
  record KeyList(@Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<KeyShape> items) {}

  @Schema(name = "MerchantKeyRotation")
  record RotationBody(
      @Schema(
              description =
                  "How long the secret before stays valid: ISO 8601, PT0S to P7D. PT0S ends all"
                      + " before the new one now.",
              example = "PT24H")
          @Nullable String overlap) {}

  @Schema(name = "NewMerchantPrice")
  record NewPriceBody(
      @Schema(
              description = "Of the amount: 290 is 2.9 %.",
              minimum = "0",
              maximum = "10000",
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable Integer basisPoints,
      @Schema(
              description = "Added to it, in the smallest unit of the currency.",
              minimum = "0",
              maximum = "1000000000",
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable Long fixedMinor,
      @Schema(
              description = "Left out: in both.",
              allowableValues = {"test", "live"})
          @Nullable String mode) {}

  @Schema(name = "MerchantPrice", description = "What a payment in a currency costs.")
  record PriceShape(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "eur") String currency,
      @Schema(
              allowableValues = {"test", "live"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String mode,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "290") int basisPoints,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "30") long fixedMinor,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant changedAt) {

    static PriceShape of(PriceTable.Own own) {
      return new PriceShape(
          own.currency().getCurrencyCode().toLowerCase(Locale.ROOT),
          own.mode().code(),
          own.price().basisPoints(),
          own.price().fixedMinor(),
          own.changedAt());
    }
  }

  @Schema(name = "UsualMerchantPrice", description = "Where the merchant has none of its own.")
  record UsualPriceShape(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "290") int basisPoints,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "30") long fixedMinor) {}

  @Schema(name = "MerchantPrices")
  record PriceList(
      @Schema(
              description = "The merchant's own prices.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          List<PriceShape> items,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) UsualPriceShape usual) {

    static PriceList of(List<PriceTable.Own> own, Price usual) {
      return new PriceList(
          own.stream().map(PriceShape::of).toList(),
          new UsualPriceShape(usual.basisPoints(), usual.fixedMinor()));
    }
  }
}
