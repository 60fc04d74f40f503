package io.penstock.platform.postgres;

import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What is bound to a statement's {@code $1}, {@code $2} and so on, in the order of the calls. */
public final class Parameters {

  private final Statement statement;
  private int bound;

  Parameters(Statement statement) {
    this.statement = statement;
  }

  public Parameters value(Object value) {
    statement.bind(bound++, value);
    return this;
  }

  /**
   * Many rows as one array for each column, for {@code unnest($1::text[], $2::bigint[])}: one
   * statement however many rows there are. {@code Statement.add()} would be a statement for each
   * row.
   */
  public <T> Columns<T> rows(List<T> rows) {
    return new Columns<>(this, rows);
  }

  /** The columns of many rows. */
  public static final class Columns<T> {

    private final Parameters parameters;
    private final List<T> rows;

    private Columns(Parameters parameters, List<T> rows) {
      this.parameters = parameters;
      this.rows = rows;
    }

    public Columns<T> text(Function<T, @Nullable String> column) {
      return array(rows.stream().map(column).toArray(String[]::new));
    }

    public Columns<T> number(ToLongFunction<T> column) {
      return array(rows.stream().map(column::applyAsLong).toArray(Long[]::new));
    }

    /** Like {@link #number}, where there may be none. */
    public Columns<T> numberOrNull(Function<T, @Nullable Long> column) {
      return array(rows.stream().map(column).toArray(Long[]::new));
    }

    public Columns<T> integer(ToIntFunction<T> column) {
      return array(rows.stream().map(column::applyAsInt).toArray(Integer[]::new));
    }

    public Columns<T> decimal(Function<T, BigDecimal> column) {
      return array(rows.stream().map(column).toArray(BigDecimal[]::new));
    }

    /** Not finer than microseconds: the server would round. */
    public Columns<T> time(Function<T, @Nullable Instant> column) {
      return array(rows.stream().map(column).toArray(Instant[]::new));
    }

    public Columns<T> truth(Function<T, Boolean> column) {
      return array(rows.stream().map(column).toArray(Boolean[]::new));
    }

    /** A single value behind the columns. */
    public Parameters value(Object value) {
      return parameters.value(value);
    }

    private Columns<T> array(Object array) {
      parameters.value(array);
      return this;
    }
  }
}
