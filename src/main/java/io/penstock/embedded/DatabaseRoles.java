package io.penstock.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who may log in to an embedded database, all of them with {@link PostgresServer#PASSWORD}; none is
 * a superuser.
 *
 * @param owner makes and changes tables
 * @param worker reads and writes rows
 * @param replication reads the log
 */
public record DatabaseRoles(String owner, String worker, String replication) {

  /**
   * Of market history: one role for all, because nothing there must be kept from who works on it.
   */
  public static final DatabaseRoles MARKET = new DatabaseRoles("penstock", "penstock", "penstock");

  /** Of money: who works on it cannot change what the books say. */
  public static final DatabaseRoles PAYMENTS =
      new DatabaseRoles(
          "penstock_payments_owner", "penstock_payments", "penstock_payments_replication");

  boolean readsLog() {
    return !replication.equals(worker);
  }

  /** The logins as settings below {@code penstock.postgres.<name>.}. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("username", worker);
    settings.put("password", PostgresServer.PASSWORD);
    if (readsLog()) {
      settings.put("owner.username", owner);
      settings.put("owner.password", PostgresServer.PASSWORD);
      settings.put("replication.username", replication);
      settings.put("replication.password", PostgresServer.PASSWORD);
    }
    return settings;
  }

  List<String> names() {
    return Stream.of(owner, worker, replication).distinct().toList();
  }
}
