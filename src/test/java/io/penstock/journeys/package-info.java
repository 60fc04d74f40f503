/**
 * Whole promises, kept by the whole application in a process of its own; each step is a named
 * method.
 */
@NullMarked
package io.penstock.journeys;

import org.jspecify.annotations.NullMarked;
