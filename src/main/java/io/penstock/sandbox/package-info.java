/** Simulated venues on loopback that speak the real protocols over real sockets. Imported by nobody. */
@NullMarked
package io.penstock.sandbox;

import org.jspecify.annotations.NullMarked;
