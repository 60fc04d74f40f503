package io.penstock.platform.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.penstock.platform.http.HttpOccurrence.RequestRefused;
import io.penstock.platform.telemetry.Telemetry;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives a {@link Problem} to requests that never become one for WebFlux, because Netty cannot read
 * them: Reactor Netty answers those with an empty 400, 414 or 431 and closes. It has no hook for
 * the answer, so this looks at what is written, between Reactor Netty's handlers and the codec.
 *
 * <p>A connection that becomes a WebSocket loses this handler with the 101. Not only because there
 * is nothing left to do: the end of the upgrade's request is still on its way then, from a codec
 * that has left the pipeline, and a handler that stays behind the codec would carry it to whoever
 * took over.
 */
@ChannelHandler.Sharable
final class UnreadableRequests extends ChannelOutboundHandlerAdapter {

  private static final String NAME = "penstock.unreadable";

  private final JsonMapper json;
  private final Map<String, String> headersForBrowsers;
  private final RandomGenerator random;
  private final Telemetry telemetry;

  UnreadableRequests(
      JsonMapper json, HttpProperties properties, RandomGenerator random, Telemetry telemetry) {
    this.json = json;
    this.headersForBrowsers = DoorFilter.headersForBrowsers(properties);
    this.random = random;
    this.telemetry = telemetry;
  }

  /** Watches a new connection, if it speaks HTTP/1.1: streams of HTTP/2 have no such answers. */
  void watch(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.HttpCodec) != null) {
      pipeline.addAfter(NettyPipeline.HttpCodec, NAME, this);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      ctx.write(message, promise);
      ctx.pipeline().remove(this);
      return;
    }
    Problem problem = message instanceof FullHttpResponse bare ? problem(bare) : null;
    if (problem == null) {
      ctx.write(message, promise);
    } else {
      ctx.write(answer((FullHttpResponse) message, problem), promise);
    }
  }

  /**
   * Null: not one of Reactor Netty's answers to what it cannot read. Ours are never empty; to a
   * HEAD they announce the length of the body that they leave out.
   */
  private static @Nullable Problem problem(FullHttpResponse bare) {
    if (bare.content().isReadable()
        || !bare.headers().contains(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO, false)
        || !bare.headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
      return null;
    }
    return switch (bare.status().code()) {
      case 400 ->
          Problem.of(HttpStatus.BAD_REQUEST, "malformed_request", "This is no request of HTTP/1.1");
      case 414 ->
          Problem.of(HttpStatus.URI_TOO_LONG, "uri_too_long", "The request line is too long");
      case 431 ->
          Problem.of(
              HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
              "headers_too_large",
              "The headers are too large together");
      default -> null;
    };
  }

  private FullHttpResponse answer(FullHttpResponse bare, Problem problem) {
    String id = RequestIds.of((String) null, random);
    telemetry.report(new RequestRefused(id, problem.status().value(), problem.code()));
    ByteBuf body = Unpooled.wrappedBuffer(json.writeValueAsBytes(problem.body(id)));
    FullHttpResponse answer =
        new DefaultFullHttpResponse(bare.protocolVersion(), bare.status(), body);
    headersForBrowsers.forEach(answer.headers()::set);
    answer
        .headers()
        .set(RequestIds.HEADER, id)
        .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    bare.release();
    return answer;
  }
}
