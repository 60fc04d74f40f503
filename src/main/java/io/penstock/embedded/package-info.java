/**
 * The one-command start (profile {@code embedded}): PostgreSQL, Kafka and Redis as real servers
 * from jars, started before the application's beans and stopped after them. Imported by nobody.
 *
 * <p>Promises: what was written survives a restart and a {@code kill -9}; a server that a killed
 * process left behind is stopped and started anew; everything that can be wrong with the machine (a
 * busy port, a locked data directory, a missing library) is told in one sentence with its mend;
 * everything listens on loopback only.
 *
 * <p>Decision: PostgreSQL and Redis run detached from the terminal, in sessions of their own. A
 * {@code Ctrl-C} reaches every process of the terminal at once; attached, they would be gone before
 * the application has written its last records. The price is that a killed application leaves them
 * running until the next start; their pid files tell which they are. Kafka runs inside this
 * process, because it is made of the same JVM code.
 *
 * <p>None of the servers asks for a password: whoever can run programs on this machine can read
 * them.
 */
@NullMarked
package io.penstock.embedded;

import org.jspecify.annotations.NullMarked;
