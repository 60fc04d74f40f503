package io.penstock.platform.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection while it is ours: one statement after the other. Rows come as a whole list, never as
 * a stream, so the statement has to bound them; see {@link Database} for why.
 */
public final class Session {

  private final Connection connection;

  Session(Connection connection) {
    this.connection = connection;
  }

  /** All rows of a query that gives few enough to be held, in its order. */
  public <T> Mono<List<T>> query(
      String sql, Consumer<Parameters> given, Function<Readable, T> row) {
    return Mono.defer(() -> execute(sql, given).concatMap(result -> result.map(row)).collectList());
  }

  /** How many rows a statement wrote. */
  public Mono<Long> update(String sql, Consumer<Parameters> given) {
    return Mono.defer(
        () -> execute(sql, given).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum));
  }

  private Flux<Result> execute(String sql, Consumer<Parameters> given) {
    Statement statement = connection.createStatement(sql);
    given.accept(new Parameters(statement));
    return Flux.from(statement.execute());
  }
}
