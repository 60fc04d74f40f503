/** The HTTP edge that all APIs share: problem responses (RFC 9457), limits, the door every request passes. */
@NullMarked
package io.penstock.platform.http;

import org.jspecify.annotations.NullMarked;
