package io.penstock.sandbox.coinbase;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client asks: to subscribe or to unsubscribe. One wrong word refuses the whole request, as
 * the real exchange has it.
 *
 * @param channels each with its products; without products an unsubscribe means all of the
 *     channel's
 */
record SubscribeRequest(Kind kind, Map<Channel, Set<String>> channels) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int EXCERPT = 64;

  enum Kind {
    SUBSCRIBE("subscribe"),
    UNSUBSCRIBE("unsubscribe");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }
  }

  /**
   * Reads a client's frame.
   *
   * @param listed the products there are
   * @throws RefusedException when it cannot be followed
   */
  static SubscribeRequest parse(String text, Set<String> listed) throws RefusedException {
    JsonNode request = read(text);
    String type = request.path("type").asString("");
    for (Kind kind : Kind.values()) {
      if (kind.wireName.equals(type)) {
        return new SubscribeRequest(kind, channels(kind, request, listed));
      }
    }
    throw new RefusedException(
        "Failed to subscribe", "Type has to be either subscribe or unsubscribe");
  }

  private static JsonNode read(String text) throws RefusedException {
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new RefusedException("Malformed JSON", "The message is not valid JSON");
    }
    if (!request.isObject()) {
      throw new RefusedException("Malformed JSON", "The message is not a JSON object");
    }
    return request;
  }

  private static Map<Channel, Set<String>> channels(Kind kind, JsonNode request, Set<String> listed)
      throws RefusedException {
    String failed = "Failed to " + kind.wireName;
    JsonNode named = request.path("channels");
    if (!named.isArray() || named.isEmpty()) {
      throw new RefusedException(failed, "No channels provided");
    }
    Map<Channel, Set<String>> channels = new LinkedHashMap<>();
    for (JsonNode one : named) {
      String name = one.isObject() ? one.path("name").asString("") : one.asString("");
      Channel channel = channel(name, failed);
      Set<String> products = channels.computeIfAbsent(channel, c -> new LinkedHashSet<>());
      addProducts(request, products, listed, failed);
      addProducts(one, products, listed, failed);
      if (products.isEmpty() && kind == Kind.SUBSCRIBE) {
        throw new RefusedException(
            failed, "You need to specify at least one product ID for channel " + name);
      }
    }
    return channels;
  }

  private static Channel channel(String name, String failed) throws RefusedException {
    if (Channel.AUTHENTICATED.contains(name)) {
      throw new RefusedException(
          failed, "level2, level3, and full channels now require authentication");
    }
    Channel channel = Channel.named(name);
    if (channel == null) {
      throw new RefusedException(failed, excerpt(name) + " is not a valid channel");
    }
    return channel;
  }

  private static void addProducts(
      JsonNode holder, Set<String> products, Set<String> listed, String failed)
      throws RefusedException {
    for (JsonNode product : holder.path("product_ids")) {
      String id = product.asString("");
      if (!listed.contains(id)) {
        throw new RefusedException(failed, excerpt(id) + " is not a valid product");
      }
      products.add(id);
    }
  }

  private static String excerpt(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT);
  }

  /** Answered by an error frame; the connection goes on. */
  static final class RefusedException extends Exception {

    private final String reason;

    RefusedException(String message, String reason) {
      super(message, null, false, false);
      this.reason = reason;
    }

    String frame() {
      return CoinbaseMessages.error(String.valueOf(getMessage()), reason);
    }
  }
}
