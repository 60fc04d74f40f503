/** Classes that break the house rules, each one of them, laid out as Penstock is. Never fixed. */
@NullMarked
package io.penstock.architecture.offenders;

import org.jspecify.annotations.NullMarked;
