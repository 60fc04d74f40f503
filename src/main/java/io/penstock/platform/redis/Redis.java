package io.penstock.platform.redis;

import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import java.util.function.Function;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The only way to Redis, for classes named {@code …Cache}: through the guard {@code redis}, which
 * gives each call a deadline, and over one shared connection, which refuses commands while it is
 * down.
 */
public final class Redis implements AutoCloseable {

  private final ReactiveStringRedisTemplate commands;
  private final Guard guard;

  /** The first connection blocks while it is made; later ones are made by Lettuce on the side. */
  private final Scheduler connecting =
      Schedulers.newBoundedElastic(1, 1_000, "redis-connect", 10, true);

  private volatile boolean connected;

  public Redis(ReactiveRedisConnectionFactory connections, Guard guard) {
    this.commands = new ReactiveStringRedisTemplate(connections);
    this.guard = guard;
  }

  /**
   * Runs commands when subscribed.
   *
   * <p>Shape: what the commands answer, or empty, or an error of the guard or of Redis within the
   * guard's deadline.
   *
   * @param repeat {@link Repeat#SAFE} where running them twice does no harm
   */
  public <T> Mono<T> call(
      Repeat repeat, Function<ReactiveStringRedisTemplate, Mono<T>> useOfCommands) {
    return guard.call(
        repeat,
        () -> {
          Mono<T> answer = Mono.defer(() -> useOfCommands.apply(commands));
          return connected ? answer : connectedBy(answer);
        });
  }

  /**
   * Left to its end when nobody waits any longer: a connection that is interrupted halfway would
   * never be made under a timeout that is shorter than its making.
   */
  private <T> Mono<T> connectedBy(Mono<T> answer) {
    return answer.subscribeOn(connecting).doOnSuccess(value -> connected = true).cache();
  }

  @Override
  public void close() {
    connecting.dispose();
  }
}
