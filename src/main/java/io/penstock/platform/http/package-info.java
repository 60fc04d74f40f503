/**
 * The HTTP edge that all APIs share: the door every request passes, request ids, limits, and one
 * shape for everything that goes wrong.
 *
 * <p>Promises: an error is an {@code application/problem+json} (RFC 9457) with a stable {@code
 * code}; what the caller did wrong is told exactly, what we did wrong is told by request id only;
 * every answer carries {@code X-Request-Id}; nobody gets in under a foreign host name, no foreign
 * page may change anything, nothing is read beyond its limit; what is below {@code /operator} is
 * for who shows the operator's key.
 *
 * <p>Decision: problems have no {@code type} of their own (RFC 9457 then reads {@code
 * about:blank}), because a code is easier to compare than a URI and promises no page behind it.
 */
@NullMarked
package io.penstock.platform.http;

import org.jspecify.annotations.NullMarked;
