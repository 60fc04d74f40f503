/**
 * Simulated venues on loopback that speak the real protocols over real sockets. Imported by nobody.
 *
 * <p>One port, and under it a venue for each protocol, in a package of its own. They know nothing
 * of the code that reads them: both sides were written from the vendors' documents and recorded
 * frames, so that an error of one shows at the other. What a venue tells comes from a model or from
 * a recording.
 *
 * <p>Decision: while a recording is played, venues it holds nothing of are open and list nothing. A
 * model beside real frames would be taken for them.
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
