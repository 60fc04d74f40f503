/**
 * What the simulated venues share: sockets and their faults, limits, the model of a market, and the
 * playing of recordings. It knows no venue's words; each venue has a package of its own beside it.
 *
 * <p>Decision: shared things stand below the venues and not in the host's package, because the host
 * names its venues, and packages form no cycle.
 */
@NullMarked
package io.penstock.sandbox.venue;

import org.jspecify.annotations.NullMarked;
