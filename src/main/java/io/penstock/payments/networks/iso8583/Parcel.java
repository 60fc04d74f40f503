package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.Operation;
import io.penstock.platform.values.Money;
import org.jspecify.annotations.Nullable;

/**
 * A request and what it is about.
 *
 * @param bytes as it is sent, without its length
 * @param operation null for what moves no money
 * @param asked as {@link Judge#outcome} wants it
 */
record Parcel(Message request, byte[] bytes, @Nullable Operation operation, @Nullable Money asked) {

  @Override
  public String toString() {
    return request.toString();
  }
}
