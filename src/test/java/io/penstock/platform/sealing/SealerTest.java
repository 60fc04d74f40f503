package io.penstock.platform.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealerTest {

  private static final byte[] SECRET = "sk_test_what nobody may know".getBytes(UTF_8);
  private static final String CONTEXT = "merchant secret acct_1 test pk_test_1 1";

  private final Sealer sealer = new Sealer(TestKeys.ring("a"));

  private static void refuses(Sealer sealer, byte[] sealed, String context, String code) {
    assertThatThrownBy(() -> sealer.open(sealed, context))
        .isInstanceOfSatisfying(
            SealBrokenException.class, broken -> assertThat(broken.code()).isEqualTo(code))
        .hasMessageNotContaining("sk_test");
  }

  @Test
  void opensWhatItSealed() {
    assertThat(sealer.open(sealer.seal(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
    assertThat(sealer.open(sealer.seal(new byte[0], ""), "")).isEmpty();
  }

  @Test
  void sealsTheSameDifferentlyEachTimeAndTellsNothingOfIt() {
    byte[] once = sealer.seal(SECRET, CONTEXT);
    assertThat(once).isNotEqualTo(sealer.seal(SECRET, CONTEXT));
    assertThat(new String(once, UTF_8)).doesNotContain("sk_test");
    // Version, length of the id, id, nonce, ciphertext, tag.
    assertThat(once).hasSize(1 + 1 + 1 + 12 + SECRET.length + 16).startsWith(1, 1, 'a');
  }

  @Test
  void opensNothingUnderAnotherContext() {
    byte[] sealed = sealer.seal(SECRET, CONTEXT);
    refuses(sealer, sealed, CONTEXT + "1", "seal_broken");
    refuses(sealer, sealed, "", "seal_broken");
  }

  @Test
  void opensNothingOfWhichABitWasChanged() {
    byte[] sealed = sealer.seal(SECRET, CONTEXT);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> sealer.open(changed, CONTEXT))
          .as("bit %d", bit)
          .isInstanceOf(SealBrokenException.class);
    }
  }

  @Test
  void opensNothingThatWasCutOffOrLengthened() {
    byte[] sealed = sealer.seal(SECRET, CONTEXT);
    for (int length = 0; length < sealed.length; length++) {
      refuses(sealer, Arrays.copyOf(sealed, length), CONTEXT, "seal_broken");
    }
    refuses(sealer, Arrays.copyOf(sealed, sealed.length + 1), CONTEXT, "seal_broken");
  }

  @Test
  void newestKeySealsAndOlderOnesStillOpen() {
    byte[] old = sealer.seal(SECRET, CONTEXT);
    Sealer rotated = new Sealer(TestKeys.ring("a", "b2"));
    assertThat(rotated.open(old, CONTEXT)).isEqualTo(SECRET);

    byte[] fresh = rotated.seal(SECRET, CONTEXT);
    assertThat(fresh).startsWith(1, 2, 'b', '2');
    assertThat(rotated.open(fresh, CONTEXT)).isEqualTo(SECRET);
    refuses(sealer, fresh, CONTEXT, "sealing_key_unknown");
    refuses(new Sealer(TestKeys.ring("b2")), old, CONTEXT, "sealing_key_unknown");
  }

  @Test
  void fingerprintsStayWhenAKeyIsAddedAndDifferByTextAndContext() {
    Fingerprints before = new Fingerprints(TestKeys.ring("a"));
    Fingerprints after = new Fingerprints(TestKeys.ring("a", "b"));
    byte[] print = before.of(SECRET, "secret");
    assertThat(print)
        .hasSize(Fingerprints.BYTES)
        .isEqualTo(after.of(SECRET, "secret"))
        .isNotEqualTo(before.of(SECRET, "secret2"))
        .isNotEqualTo(before.of("other", "secret"))
        .isNotEqualTo(new Fingerprints(TestKeys.ring("b", "a")).of(SECRET, "secret"));
    assertThat(before.of("b", "a")).isNotEqualTo(before.of("", "ab"));
  }

  /** Stored fingerprints and sealed texts depend on it. */
  @Test
  void derivationNeverChanges() {
    assertThat(HexFormat.of().formatHex(TestKeys.fingerprints().of("text", "context")))
        .isEqualTo("6bac7a6c9282244a79406d6a78f86d442142cf11b2de8606905a776064bd8473");
  }
}
