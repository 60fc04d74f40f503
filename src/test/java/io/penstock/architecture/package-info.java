/**
 * The house rules that a compiler can check: who may import whom, what each class-name suffix may
 * touch, what never stands in reactive code. Each rule has planted offenders, small classes under
 * {@code offenders} that repeat the tree of Penstock, and a test that it catches them.
 */
@NullMarked
package io.penstock.architecture;

import org.jspecify.annotations.NullMarked;
