/**
 * Kafka, seen as declared streams: {@code streams/*.yaml} says which topics and flows exist, this
 * module makes them run.
 *
 * <p>Promises: the order of a partition is kept; what is in flight is bounded, and a full pipeline
 * makes its source wait; a record is acknowledged after its work is done, so it is seen at least
 * once; a record that cannot be worked goes to the flow's dead-letter topic with its cause, never
 * into silence.
 *
 * <p>Decision: reactor-kafka is no longer developed upstream. It may be imported only here, behind
 * {@link io.penstock.platform.streams.Streams}, whose contract suite any successor has to pass. It
 * polls, pauses and resumes; sending and committing are our own, for the reasons told at {@code
 * Sending} and {@code MemberConsumers}.
 */
@NullMarked
package io.penstock.platform.streams;

import org.jspecify.annotations.NullMarked;
