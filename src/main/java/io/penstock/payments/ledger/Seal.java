package io.penstock.payments.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * A link of the chain that proves that books were not changed. It covers whole transactions: all
 * journals whose transaction id is above the seal before's last one and not above its own.
 *
 * <p>A <em>leaf</em> is SHA-256 of the UTF-8 bytes of one journal's canonical text. That is a JSON
 * array as PostgreSQL's {@code json_build_array} writes it, with a comma and a blank between
 * elements, times as microseconds since 1970, and the entries in the order of their lines:
 *
 * <pre>{@code
 * ["merchant_id", "mode", "journal_id", "kind", "source_id", details, posted_at, "txid",
 *  [[line, "account_id", "side", amount, "currency", number, balance, posted_at], …]]
 * }</pre>
 *
 * <p>The <em>root</em> is SHA-256 of the UTF-8 bytes of these lines, each ended by a line feed:
 * {@code penstock-ledger-seal-1}, the shard, the batch, the previous root, then the leaves in the
 * order of (txid, merchant_id, mode, journal_id), byte by byte. Hashes are written as 64 lower-case
 * hexadecimal digits; the root before the first is all zeros.
 *
 * <p>Who keeps a root elsewhere can prove later that no journal up to it was changed, added or left
 * out, whoever had the database meanwhile.
 *
 * @param batch from 1, without a gap
 * @param journals {@code merchant_id/mode/journal_id} of each
 * @param leaves of each
 */
record Seal(
    int shard,
    long batch,
    long firstTxid,
    long lastTxid,
    List<String> journals,
    List<String> leaves,
    long entries,
    Instant firstPostedAt,
    Instant lastPostedAt,
    String previousRoot,
    String root,
    Instant sealedAt) {

  /** Length of a hash in hexadecimal digits. */
  static final int HASH = 64;

  private static final String VERSION = "penstock-ledger-seal-1";

  /** Of a journal's canonical text. */
  static String leaf(String canonical) {
    return HexFormat.of().formatHex(sha256().digest(canonical.getBytes(StandardCharsets.UTF_8)));
  }

  static String root(int shard, long batch, String previousRoot, List<String> leaves) {
    MessageDigest digest = sha256();
    line(digest, VERSION);
    line(digest, Integer.toString(shard));
    line(digest, Long.toString(batch));
    line(digest, previousRoot);
    leaves.forEach(leaf -> line(digest, leaf));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether the leaves are those that were sealed. */
  boolean isWhole() {
    return leaves.size() == journals.size()
        && root.equals(root(shard, batch, previousRoot, leaves));
  }

  private static void line(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Where the chain ends.
   *
   * @param batch 0 where there is none
   */
  record Tip(long batch, long lastTxid, String root) {

    static final Tip GENESIS = new Tip(0, 0, "0".repeat(HASH));
  }
}
