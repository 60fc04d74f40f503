/**
 * Penstock: a reactive streaming engine for market data and payment events.
 *
 * <p>Areas are packages about a trade ({@code market}), modules inside them about one thing ({@code
 * market.book}); {@code platform} knows no word of any trade. A class-name suffix tells its layer.
 * Who may import whom is a table in the architecture tests.
 */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
