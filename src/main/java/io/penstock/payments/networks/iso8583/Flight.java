package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.Departure;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** A request between its departure and its answer. Lives on the network's event loop. */
final class Flight {

  final TraceKey key;
  final Parcel parcel;
  final Departure departure;
  private final MonoSink<Message> caller;
  @Nullable Line line;

  Flight(Parcel parcel, Departure departure, MonoSink<Message> caller) {
    this.key = TraceKey.awaitedBy(parcel.request());
    this.parcel = parcel;
    this.departure = departure;
    this.caller = caller;
  }

  void answered(Message answer) {
    caller.success(answer);
  }

  void failed(Throwable error) {
    caller.error(error);
  }
}
