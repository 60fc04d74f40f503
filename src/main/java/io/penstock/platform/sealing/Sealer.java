package io.penstock.platform.sealing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals secrets for the database: AES-256-GCM with a fresh nonce of 96 bits each time, under the
 * ring's newest key. A sealed text opens only under the context it was sealed for, such as {@code
 * merchant secret acct_… test pk_test_… 1}, so that nobody can move it to another row.
 *
 * <p>The envelope: a byte 1, the length of the key's id, the id, the nonce, the ciphertext with its
 * tag of 128 bits. Everything before the nonce is authenticated with the context.
 *
 * <p>Safe for use by any thread; takes microseconds and never waits.
 */
public final class Sealer {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  public Sealer(KeyRing keys) {
    this.keys = keys;
    // The first use looks for providers, which is nothing for an event loop.
    open(seal(new byte[0], ""), "");
  }

  public byte[] seal(byte[] plain, String context) {
    String id = keys.current();
    SecretKey key = keys.sealing(id).orElseThrow();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] head = head(id);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, head, context).doFinal(plain);
      return ByteBuffer.allocate(head.length + nonce.length + sealed.length)
          .put(head)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * @throws SealBrokenException when it was not sealed here for this context
   */
  public byte[] open(byte[] sealed, String context) {
    int idLength = sealed.length > 1 && sealed[0] == VERSION ? sealed[1] : -1;
    int nonceAt = 2 + idLength;
    if (idLength < 1 || sealed.length < nonceAt + NONCE_BYTES + TAG_BITS / 8) {
      throw SealBrokenException.broken();
    }
    String id = new String(sealed, 2, idLength, US_ASCII);
    SecretKey key = keys.sealing(id).orElseThrow(() -> unknown(id));
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, nonceAt, nonce, 0, NONCE_BYTES);
    int from = nonceAt + NONCE_BYTES;
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce, head(id), context)
          .doFinal(sealed, from, sealed.length - from);
    } catch (AEADBadTagException changed) {
      throw SealBrokenException.broken();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** An id that was never one of ours may be anything. */
  private static SealBrokenException unknown(String id) {
    return KeyRing.isId(id) ? SealBrokenException.keyUnknown(id) : SealBrokenException.broken();
  }

  private static byte[] head(String id) {
    return ByteBuffer.allocate(2 + id.length())
        .put(VERSION)
        .put((byte) id.length())
        .put(id.getBytes(US_ASCII))
        .array();
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] head, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head);
    cipher.updateAAD(context.getBytes(UTF_8));
    return cipher;
  }
}
