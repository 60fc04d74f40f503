package io.penstock.platform.postgres;

import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Up when every database in use answers and has its schema. */
final class DatabasesHealth extends AbstractReactiveHealthIndicator {

  private final Databases databases;

  DatabasesHealth(Databases databases) {
    this.databases = databases;
  }

  @Override
  protected Mono<Health> doHealthCheck(Health.Builder builder) {
    return Flux.fromIterable(databases.inUse())
        .filterWhen(DatabasesHealth::isDown, 4)
        .map(Database::name)
        .collectList()
        .map(down -> down.isEmpty() ? builder.up().build() : builder.down().withDetail("away", down).build());
  }

  private static Mono<Boolean> isDown(Database database) {
    return database.answers().thenReturn(false).onErrorReturn(true);
  }
}
