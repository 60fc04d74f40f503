package io.penstock.platform.resilience;

import static io.penstock.platform.resilience.RetryClass.PASSES;
import static io.penstock.platform.resilience.RetryClass.STAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.handler.timeout.ReadTimeoutException;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.netty.channel.AbortedException;

class RetryClassTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments(new TimeoutException(), PASSES),
        arguments(new IOException("connection reset by peer"), PASSES),
        arguments(new ConnectException(), PASSES),
        arguments(new UnknownHostException(), PASSES),
        arguments(new ClosedChannelException(), PASSES),
        arguments(ReadTimeoutException.INSTANCE, PASSES),
        arguments(AbortedException.beforeSend(), PASSES),
        arguments(new NotLeaderOrFollowerException(), PASSES),
        arguments(new RecordTooLargeException(), STAYS),
        arguments(new R2dbcTransientResourceException(), PASSES),
        arguments(new R2dbcRollbackException(), PASSES),
        arguments(new R2dbcNonTransientResourceException(), PASSES),
        arguments(new R2dbcBadGrammarException(), STAYS),
        arguments(new R2dbcDataIntegrityViolationException(), STAYS),
        arguments(new QueryTimeoutException("q"), PASSES),
        arguments(new RedisConnectionFailureException("redis"), PASSES),
        arguments(new DataIntegrityViolationException("duplicate"), STAYS),
        arguments(answer(503), PASSES),
        arguments(answer(429), PASSES),
        arguments(answer(404), STAYS),
        arguments(answer(501), STAYS),
        arguments(new BreakerOpenException("x"), PASSES),
        arguments(new OverloadedException("x", 1), PASSES),
        arguments(new DeadlineExceededException("x", Duration.ofSeconds(1)), PASSES),
        arguments(new IllegalArgumentException("price must be above 0"), STAYS),
        arguments(
            new IllegalStateException("timeout, connection reset: text alone says nothing"),
            STAYS));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void tellsWhatPassesByItself(Throwable error, RetryClass expected) {
    assertThat(RetryClass.of(error)).isEqualTo(expected);
  }

  @Test
  void looksThroughWrappings() {
    assertThat(RetryClass.of(new CompletionException(new IllegalStateException(new IOException()))))
        .isEqualTo(PASSES);
    assertThat(RetryClass.of(new CompletionException(new IllegalStateException())))
        .isEqualTo(STAYS);
  }

  @Test
  void codedErrorDecidesWhateverItsCause() {
    CodedException refused =
        new CodedException("refused", STAYS, "refused", new IOException()) {
          private static final long serialVersionUID = 1L;
        };
    assertThat(RetryClass.of(new CompletionException(refused))).isEqualTo(STAYS);
  }

  @Test
  void survivesALoopOfCauses() {
    IllegalStateException outer = new IllegalStateException();
    IllegalStateException inner = new IllegalStateException(outer);
    outer.initCause(inner);
    assertThat(RetryClass.of(outer)).isEqualTo(STAYS);
  }

  private static WebClientResponseException answer(int status) {
    return WebClientResponseException.create(
        status, "", HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8);
  }
}
