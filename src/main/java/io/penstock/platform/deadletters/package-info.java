/**
 * What could not be worked, and what becomes of it: operators list dead letters, look into them,
 * try whether they would work now, have them worked again or discard them.
 *
 * <p>The letters themselves stay in their topics, as they came, until their time is over. What was
 * decided about them is in a topic of its own, {@code platform.dead-letter-decisions.v1}, which
 * every replica follows from its beginning; so each knows the same, and a letter's story outlives
 * all of them.
 *
 * <p>Promises: nothing here removes a record. A letter that is replayed is heard by its flow alone,
 * at least once: the record is written first, then the decision, so that a crash between them
 * leaves the letter open and never says of something that it was done. A second replay is refused,
 * unless it is forced. A page of the list is bounded in records and in time; pages that follow one
 * another skip nothing and repeat nothing, however many letters arrive meanwhile.
 *
 * <p>Decision: no index. Letters are few where all is well, and when they are many, the newest are
 * what is looked at; topics are read backwards, a piece at a time. The price is that a filter which
 * finds little takes several pages to say so.
 *
 * <p>Decision: two replicas asked for the same letter at the same moment may both replay it. Only a
 * lock that all of them share would prevent that, and flows bear a repetition anyway.
 *
 * <p>Modules say what their flows can read by a {@link io.penstock.platform.deadletters.FlowCheck},
 * and how to replay what was never a record by a {@link
 * io.penstock.platform.deadletters.ReplayTarget}.
 */
@NullMarked
package io.penstock.platform.deadletters;

import org.jspecify.annotations.NullMarked;
