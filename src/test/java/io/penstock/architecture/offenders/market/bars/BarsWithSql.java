package io.penstock.architecture.offenders.market.bars;

import org.springframework.r2dbc.core.DatabaseClient;

/** SQL stands in a Table. */
public class BarsWithSql {

  public void delete(DatabaseClient client) {
    client.sql("delete from bars");
  }
}
