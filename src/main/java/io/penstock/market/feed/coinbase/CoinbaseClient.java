package io.penstock.market.feed.coinbase;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.Product;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The lines to Coinbase Exchange: its WebSocket and its REST API. */
final class CoinbaseClient {

  /** The whole product list is about half a megabyte. */
  static final int MAX_ANSWER = 8 << 20;

  /**
   * Made beforehand: Jackson may wait for a lock when it meets a type for the first time, and event
   * loops must not.
   */
  private static final ObjectReader PRODUCTS =
      JsonMapper.builder().build().readerForListOf(CoinbaseProduct.class);

  private final HttpClient.WebsocketReceiver<?> websocket;
  private final WebClient rest;
  private final Guard guard;
  private final int maxFrame;

  CoinbaseClient(CoinbaseProperties settings, WebClient.Builder rest, Guard guard) {
    this.maxFrame = Math.toIntExact(settings.maxFrame().toBytes());
    // Neither is frequent: a line lives for hours, and the product list is asked for at most once
    // an hour.
    HttpClient http =
        HttpClient.create(ConnectionProvider.newConnection())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(settings.connectTimeout().toMillis()))
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.TCP_NODELAY, true);
    this.websocket =
        http.websocket(
                WebsocketClientSpec.builder()
                    .maxFramePayloadLength(maxFrame)
                    .compress(false)
                    .build())
            .uri(settings.websocketUrl());
    this.rest =
        rest.baseUrl(settings.restUrl().toString())
            .clientConnector(new ReactorClientHttpConnector(http))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER))
            .build();
    this.guard = guard;
  }

  /** An open WebSocket. */
  interface Socket {

    /**
     * Whole frames in their order, valid only while they are handed over; read as fast as they are
     * asked for. Never completes: ends with a {@link FeedLineException} or what the network says.
     */
    Flux<ByteBuf> frames();

    /** One text frame; completes when it was written. */
    Mono<Void> send(String text);
  }

  /** Connects when subscribed; whatever ends the result closes the socket. */
  <T> Flux<T> connect(Function<Socket, Flux<T>> use) {
    return websocket.handle((in, out) -> use.apply(new NettySocket(in, out, maxFrame)));
  }

  /** All products, online or not. One list, or an error. */
  Mono<List<Product>> products() {
    return guard
        .call(Repeat.SAFE, () -> rest.get().uri("/products").retrieve().bodyToMono(byte[].class))
        .map(CoinbaseClient::usable);
  }

  private static List<Product> usable(byte[] answer) {
    List<CoinbaseProduct> listed = PRODUCTS.readValue(answer);
    return listed.stream().flatMap(product -> product.product().stream()).toList();
  }

  private record NettySocket(WebsocketInbound in, WebsocketOutbound out, int maxFrame)
      implements Socket {

    @Override
    public Flux<ByteBuf> frames() {
      return in.aggregateFrames(maxFrame).receive().concatWith(closed());
    }

    private Mono<ByteBuf> closed() {
      return in.receiveCloseStatus()
          .timeout(Duration.ofSeconds(1), Mono.empty())
          .map(WebSocketCloseStatus::code)
          .defaultIfEmpty(WebSocketCloseStatus.ABNORMAL_CLOSURE.code())
          .flatMap(
              code -> Mono.error(new FeedLineException("closed by the venue with code " + code)));
    }

    @Override
    public Mono<Void> send(String text) {
      return out.sendString(Mono.just(text)).then();
    }
  }
}
