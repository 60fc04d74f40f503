/**
 * Which parts of Penstock run in this process: {@code penstock.roles}. One image, many deployments;
 * on a laptop all roles run together.
 */
@NullMarked
package io.penstock.platform.roles;

import org.jspecify.annotations.NullMarked;
