/** The one-command start: database, broker and cache as real servers, data kept between starts. Imported by nobody. */
@NullMarked
package io.penstock.embedded;

import org.jspecify.annotations.NullMarked;
