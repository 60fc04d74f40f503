package io.penstock.architecture.offenders.market.feed;

import org.springframework.web.reactive.function.client.WebClient;

/** Calls are made by a Client. */
public class FeedThatCallsOut {

  public WebClient client() {
    return WebClient.create();
  }
}
