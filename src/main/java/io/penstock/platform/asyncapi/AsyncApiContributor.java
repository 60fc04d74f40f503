package io.penstock.platform.asyncapi;

import java.util.Map;

/**
 * Channels that are no topics, such as those to browsers. Asked once, at the start; names must not
 * be those of topics and flows.
 */
public interface AsyncApiContributor {

  /** Server Objects by name, such as {@code browsers}. */
  Map<String, Object> servers();

  /** Channel Objects by name. */
  Map<String, Object> channels();

  /** Operation Objects by name, such as {@code fanout.send.ticker}. */
  Map<String, Object> operations();
}
