package io.penstock.payments.merchants;

import static io.penstock.payments.merchants.TestMerchants.MERCHANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.platform.sealing.Fingerprints;
import io.penstock.platform.sealing.TestKeys;
import io.penstock.platform.values.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextsTest {

  private static final String OWN = "01jd3x7y8k0v9q4m2s6t1w5zrb";

  private final KeyTexts texts = TestMerchants.texts();

  @ParameterizedTest
  @EnumSource(Mode.class)
  void bothKeysTellModeAndMerchantAndNothingElse(Mode mode) {
    KeyId key = texts.newKey(MERCHANT, mode);
    assertThat(key.text()).matches("pk_" + mode.code() + "_" + OWN + "[0-9a-hjkmnp-tv-z]{22}");
    assertThat(texts.newSecret(MERCHANT, mode))
        .matches("sk_" + mode.code() + "_" + OWN + "[0-9a-hjkmnp-tv-z]{32}")
        .isNotEqualTo(texts.newSecret(MERCHANT, mode));
    assertThat(texts.newKey(MERCHANT, mode)).isNotEqualTo(key);
    assertThat(texts.parse(key.text())).contains(key);
    assertThat(KeyTexts.hasForm(key.text())).isTrue();
  }

  @Test
  void keyOfWhichACharacterIsAnotherWasMadeByNobody() {
    String key = texts.newKey(MERCHANT, Mode.TEST).text();
    for (int at = 0; at < key.length(); at++) {
      char other = key.charAt(at) == '7' ? '8' : '7';
      String changed = key.substring(0, at) + other + key.substring(at + 1);
      assertThat(texts.parse(changed)).as("character %d", at).isEmpty();
    }
    assertThat(texts.parse(key.replace("pk_test_", "pk_live_"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "pk_", "pk_test_", "sk_test_01jd3x7y8k0v9q4m2s6t1w5zrb", "\u0000", "ключ"})
  void otherTextsAreNoKeys(String text) {
    assertThat(texts.parse(text)).isEmpty();
    assertThat(texts.parse(text + "x".repeat(56 - Math.min(56, text.length())))).isEmpty();
  }

  @Test
  void keyIsLongerOrShorterByNothing() {
    String key = texts.newKey(MERCHANT, Mode.LIVE).text();
    assertThat(texts.parse(key + "0")).isEmpty();
    assertThat(texts.parse(key.substring(0, key.length() - 1))).isEmpty();
    assertThat(texts.parse(key.toUpperCase(java.util.Locale.ROOT))).isEmpty();
  }

  @Test
  void keysOfAnotherDeploymentAreUnknown() {
    KeyTexts elsewhere = new KeyTexts(new Fingerprints(TestKeys.ring("b")), () -> 42);
    assertThat(texts.parse(elsewhere.newKey(MERCHANT, Mode.TEST).text())).isEmpty();
  }

  @Test
  void keyIsOfAMerchant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyId("pk_test_x", "acct_1", Mode.TEST))
        .withMessage("merchantId must be an account's");
  }
}
