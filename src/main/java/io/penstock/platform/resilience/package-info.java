/**
 * What keeps one failing part from harming another: a {@link io.penstock.platform.resilience.Guard}
 * around every remote call, and bounded gathering of work into batches.
 *
 * <p>A guard is deadline(retry(bulkhead(breaker(timeout(call))))). The breaker counts tries, not
 * calls, and only breakage that passes by itself; a partner that refuses properly is a healthy
 * partner. The bulkhead counts tries in flight, so a call that pauses between two of them holds no
 * place.
 *
 * <p>Decision: breaker and bulkhead are resilience4j's, used from code and never waiting; timeouts
 * and retries are Reactor's. resilience4j's own retry and time limiter would bring a second
 * scheduler and no seedable jitter.
 */
@NullMarked
package io.penstock.platform.resilience;

import org.jspecify.annotations.NullMarked;
