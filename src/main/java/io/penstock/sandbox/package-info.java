/**
 * Simulated venues on loopback that speak the real protocols over real sockets. Imported by nobody.
 *
 * <p>Today one exchange, which speaks Coinbase Exchange's WebSocket feed and REST API. It knows
 * nothing of the code that reads it: both sides were written from the vendor's documents and
 * recorded frames, so that an error of one shows at the other. What it tells comes from a {@link
 * io.penstock.sandbox.Market}: a model, or a recording.
 *
 * <p>Decision: the model is a function of seed, product and time and keeps nothing. Any trade that
 * ever happened can be told again, ids rise over restarts by themselves, and a client that reads
 * slowly costs no memory: what it has not read yet is computed when it does. The price is that the
 * market cannot be traded in.
 *
 * <p>Decision: the whole exchange runs on one event loop, so nothing in it is locked. The price is
 * one core at most, which is far beyond what the largest rate needs.
 *
 * <p>Promises: recorded frames go out byte for byte and in their order; only answers and, where the
 * recording has none, heartbeats are put between them.
 */
@NullMarked
package io.penstock.sandbox;

import org.jspecify.annotations.NullMarked;
