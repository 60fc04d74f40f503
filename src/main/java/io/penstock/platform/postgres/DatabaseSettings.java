package io.penstock.platform.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where a database is, and the limits of its use. The limits nest: a lock is waited for shorter
 * than a statement may last, and a statement shorter than its transaction.
 *
 * @param username of the role that works: it needs rights on rows, not the tables themselves
 * @param owner of the schema, who migrates; null: the role that works owns it
 * @param replication who may read the database's log; null: nobody reads it
 * @param connectTimeout of the socket
 * @param lockTimeout a statement that waits longer for a lock fails
 * @param statementTimeout the server ends a statement that lasts longer
 * @param transactionTimeout after it the connection is cut, which ends the transaction whatever it
 *     does
 */
public record DatabaseSettings(
    @DefaultValue("localhost") String host,
    @DefaultValue("5432") int port,
    String database,
    String username,
    String password,
    @Nullable Login owner,
    @Nullable Login replication,
    @DefaultValue("3s") Duration connectTimeout,
    @DefaultValue("2s") Duration lockTimeout,
    @DefaultValue("5s") Duration statementTimeout,
    @DefaultValue("8s") Duration transactionTimeout,
    @DefaultValue Pool pool) {

  public DatabaseSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
    }
    requireBelow("lock-timeout", lockTimeout, "statement-timeout", statementTimeout);
    requireBelow("statement-timeout", statementTimeout, "transaction-timeout", transactionTimeout);
  }

  /**
   * @param maxSize connections at most
   * @param minIdle connections kept open while nothing happens
   * @param acquireTimeout how long a transaction waits for a free connection
   * @param idleTime after it an unused connection is closed
   * @param lifeTime after it a connection is replaced
   * @param validationTimeout of the question that each connection answers before it is used
   */
  public record Pool(
      @DefaultValue("8") int maxSize,
      @DefaultValue("1") int minIdle,
      @DefaultValue("2s") Duration acquireTimeout,
      @DefaultValue("5m") Duration idleTime,
      @DefaultValue("30m") Duration lifeTime,
      @DefaultValue("1s") Duration validationTimeout) {

    public Pool {
      if (maxSize < 1 || maxSize > 200) {
        throw new IllegalArgumentException("pool.max-size must be 1 to 200, was " + maxSize);
      }
      if (minIdle < 0 || minIdle > maxSize) {
        throw new IllegalArgumentException("pool.min-idle must be 0 to max-size, was " + minIdle);
      }
    }
  }

  /** A role of the database that may log in. */
  public record Login(String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return username;
    }
  }

  /** Who migrates. */
  Login migrator() {
    return owner != null ? owner : new Login(username, password);
  }

  private static void requireBelow(String name, Duration shorter, String limit, Duration longer) {
    if (shorter.isNegative() || shorter.isZero() || shorter.compareTo(longer) >= 0) {
      throw new IllegalArgumentException(
          name + " must be positive and below " + limit + " (" + longer + "), was " + shorter);
    }
  }

  /** For migrations, which know JDBC only. */
  String jdbcUrl() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + database
        + "?ApplicationName=penstock-migrations&connectTimeout="
        + Math.max(1, connectTimeout.toSeconds());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return username + "@" + host + ":" + port + "/" + database;
  }
}
