package io.penstock.sandbox.venue;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON answer of a venue's REST API. */
public record Answer(HttpResponseStatus status, String body, Map<String, String> headers) {

  public static Answer ok(String body) {
    return of(HttpResponseStatus.OK, body);
  }

  public static Answer of(HttpResponseStatus status, String body) {
    return new Answer(status, body, Map.of());
  }

  /** This answer with one more header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, body, more);
  }
}
