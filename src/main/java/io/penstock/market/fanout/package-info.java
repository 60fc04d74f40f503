/**
 * Browsers: prices over WebSocket in the Centrifugo client protocol, last prices by REST, and the
 * pages.
 *
 * <p>Every replica follows the topics of ticks and bars, without a group, and holds the present
 * state in memory ({@link io.penstock.market.fanout.Board}). A change is encoded once for each
 * channel; the encoding is shared by all subscribers. Their event loops send it in micro-batches,
 * one write and flush for each socket and batch.
 *
 * <p>Promises: a subscriber gets the state as of a position and then every change behind it, none
 * twice; a client that reads too slowly, asks too much or breaks the protocol is told so by the
 * protocol's own code and harms nobody else; a client that comes back gets what it missed, on any
 * replica, or is told that it does not; a price says how old it is, and says so again when it has
 * grown old without news.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The WebSocket is a route of Reactor Netty's, and its session writes to Netty's channel: one
 *       write of ten coalesced frames carries 1,600,000 deliveries per core-second, WebFlux's
 *       {@code session.send} 433,000, and its {@code send} completes before a frame leaves. The
 *       price: WebFlux's filters do not see the route, so it asks the door itself.
 *   <li>One thread owns all state, each event loop its sessions; they hand each other work in
 *       order. So joining a channel and reading its state is one step without a lock. The price:
 *       all books are applied by one core; behind that, symbols would be spread over several
 *       boards.
 *   <li>Nothing waits for a client in a queue of its own. What channels told hangs on a chain of
 *       entries that all share ({@link io.penstock.market.fanout.History}), bounded in bytes and
 *       time for the process ({@link io.penstock.market.fanout.Ring}); a subscriber is a place in
 *       it. A client that sleeps costs nothing more, and one that comes back finds its place by
 *       offset. The price: a lossless client that sleeps for longer than the chain is kept has to
 *       go and come back.
 *   <li>What is told of a record depends on records alone, so that an offset means the same on
 *       every replica and a scan of the topic makes the same publications again. The price: a
 *       pushed price's age is that of its publication by the pipeline; how old it has grown since
 *       is told by pushes without an offset.
 *   <li>Conflated channels of one pace are due together, at multiples of their period: one frame a
 *       client and period, not one for each channel. The price: half a period of delay.
 *   <li>Commands are read from the wire by their known fields, in JSON and in Protobuf, without
 *       trees or generated classes, and one at a time: a frame costs its own size to read, not 60
 *       times as much. The price: the protocol's field numbers are written down here, and the
 *       official Java client's own classes have to say in the tests that they are right.
 *   <li>Frames are put together here and not by Netty, whose decoder and aggregator keep buffers of
 *       the network's for all that is not whole yet. What clients have begun to say and not ended
 *       is bounded in bytes for the process and in time for each. The price: 300 lines of RFC 6455.
 *   <li>Tokens answer as Centrifugo does, but a token has to have an end and a subject. One that
 *       cannot be judged because its issuer's keys are away is an error that passes, never an
 *       invalid token, after which a client does not come back.
 *   <li>Shared encodings are plain arrays; a reference-counted buffer lives only from one write to
 *       its end.
 * </ul>
 */
@NullMarked
package io.penstock.market.fanout;

import org.jspecify.annotations.NullMarked;
