/**
 * Who takes payments, the keys they call with, and what a payment costs them.
 *
 * <p>A key is a publishable id and a secret. Requests are signed with the secret, which never
 * travels: {@link io.penstock.payments.merchants.SignatureFilter} lets in what was signed for this
 * very method, path, query, body and moment, once. Handlers learn who calls from {@link
 * io.penstock.payments.merchants.Caller}; which paths are for merchants, and what scope each needs,
 * say the modules that serve them by a {@link io.penstock.payments.merchants.MerchantPaths}.
 *
 * <p>Promises: a secret is shown once, when it is made, and never again; what is stored of it opens
 * with a key that the database does not have. Test and live never meet: the mode is in the key's
 * name and in every row. A key that is revoked is refused at once by the process that was asked,
 * and within five seconds by all others. A signed request comes in once: by a nonce in Redis; while
 * Redis is away by a row in PostgreSQL; with neither, it is refused.
 *
 * <p>Decision: the merchant's id is part of both keys. A lookup thus always knows on which shard it
 * has to ask; the price is that keys are long, and tell which of them belong together. A
 * publishable key also ends with a check that only we can make, so that keys made up by strangers
 * cost no question to the database.
 *
 * <p>Decision: each process remembers the nonces it let in, besides Redis. Redis may come back
 * empty, or go away just after it has said yes; without that memory, a request could be repeated
 * then. Over several processes, one that goes away between two of them leaves a request that was
 * let in by the one before a chance at the other, until its timestamp is too old; idempotency keys
 * make that harmless.
 */
@NullMarked
package io.penstock.payments.merchants;

import org.jspecify.annotations.NullMarked;
