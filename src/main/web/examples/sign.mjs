// Signs requests to Penstock's merchants' APIs. Needs Node 20 and nothing else; as a program:
//
//   export PENSTOCK_KEY=pk_test_… PENSTOCK_SECRET=sk_test_…
//   node sign.mjs GET /balance
//   node sign.mjs POST /payment-intents '{"amountInCents":2499,"currency":"usd"}' Idempotency-Key=order-1234
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { argv, env, exit } from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * The headers of a signed request.
 *
 * @param {{key: string, secret: string}} keys the publishable and the secret key
 * @param {string} method such as POST
 * @param {string} target path and query, exactly as they are sent
 * @param {string} body exactly as it is sent; empty when there is none
 * @param {Record<string, string>} more headers; Penstock-Account and Idempotency-Key are signed, too
 */
export function signed(keys, method, target, body = '', more = {}) {
  const timestamp = new Date().toISOString();
  const nonce = randomUUID();
  const canonical = [
    method,
    target,
    timestamp,
    nonce,
    createHash('sha256').update(body).digest('hex'),
    more['Penstock-Account'] ?? '',
    more['Idempotency-Key'] ?? '',
  ].join('\n');
  return {
    ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
    ...more,
    Authorization: `Bearer ${keys.key}`,
    'X-Request-Timestamp': timestamp,
    'X-Request-Nonce': nonce,
    'X-Signature': `sha256=${createHmac('sha256', keys.secret).update(canonical).digest('hex')}`,
  };
}

if (import.meta.url === pathToFileURL(argv[1]).href) {
  const [method = 'GET', target = '/balance', body = '', ...more] = argv.slice(2);
  const keys = { key: env.PENSTOCK_KEY ?? '', secret: env.PENSTOCK_SECRET ?? '' };
  const headers = Object.fromEntries(more.map(header => header.split(/=(.*)/s, 2)));
  const answer = await fetch((env.PENSTOCK_URL ?? 'http://localhost:8080') + target, {
    method,
    headers: signed(keys, method, target, body, headers),
    body: body === '' ? undefined : body,
  });
  console.log(await answer.text());
  exit(answer.ok ? 0 : 1);
}
