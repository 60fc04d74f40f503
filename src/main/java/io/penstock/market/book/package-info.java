/** Order books: a snapshot and the changes after it. */
@NullMarked
package io.penstock.market.book;

import org.jspecify.annotations.NullMarked;
