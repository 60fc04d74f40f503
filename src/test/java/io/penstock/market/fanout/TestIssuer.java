package io.penstock.market.fanout;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/** Makes tokens, good ones and bad ones. */
final class TestIssuer {

  static final String NAME = "https://login.example.com";
  static final String AUDIENCE = "penstock";
  static final String SECRET = "a secret of sixty-four bytes, which is as much as HS512 asks for";

  private TestIssuer() {}

  static JWTClaimsSet.Builder claims(Instant expiresAt) {
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience(AUDIENCE)
        .subject("ann")
        .expirationTime(Date.from(expiresAt));
  }

  static String hmac(JWTClaimsSet.Builder claims) {
    return hmac(JWSAlgorithm.HS256, SECRET, claims);
  }

  static String hmac(JWSAlgorithm algorithm, String secret, JWTClaimsSet.Builder claims) {
    try {
      return signed(new JWSHeader(algorithm), new MACSigner(secret), claims);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * @param body the claims in base64, as odd as they like
   */
  static String signedText(String body) {
    try {
      JWSHeader header = new JWSHeader(JWSAlgorithm.HS256);
      byte[] text = (header.toBase64URL() + "." + body).getBytes(StandardCharsets.US_ASCII);
      return new String(text, StandardCharsets.US_ASCII)
          + "."
          + new MACSigner(SECRET).sign(header, text);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String signed(JWSAlgorithm algorithm, JWK key, JWTClaimsSet.Builder claims) {
    JWSHeader header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
    try {
      return signed(header, new DefaultJWSSignerFactory().createJWSSigner(key, algorithm), claims);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet.Builder claims)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims.build());
    jwt.sign(signer);
    return jwt.serialize();
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static ECKey ec(Curve curve, String id) {
    try {
      return new ECKeyGenerator(curve).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
