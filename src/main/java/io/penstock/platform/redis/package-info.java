/**
 * Redis, which keeps what is fast to lose: last prices. It may be away; everything it holds can be
 * built again.
 */
@NullMarked
package io.penstock.platform.redis;

import org.jspecify.annotations.NullMarked;
