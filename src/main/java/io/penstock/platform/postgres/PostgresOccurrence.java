package io.penstock.platform.postgres;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What can happen between us and a database. */
sealed interface PostgresOccurrence extends Occurrence {

  String database();

  @Override
  default Tags tags() {
    return Tags.of("database", database());
  }

  /** The schema is as this version wants it. */
  record Migrated(String database, int migrations, String version) implements PostgresOccurrence {
    @Override
    public String metric() {
      return "penstock.postgres.migrations";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "database "
          + database
          + " is at version "
          + version
          + " after "
          + migrations
          + " migrations";
    }
  }

  /** The database cannot be reached yet; it is tried again. */
  record MigrationWaits(String database, String cause) implements PostgresOccurrence {
    @Override
    public String metric() {
      return "penstock.postgres.migration.waits";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "database " + database + " cannot be migrated yet: " + cause;
    }
  }

  /**
   * The schema cannot be brought to what this version wants: nothing works until a person mends it.
   */
  record MigrationFailed(String database, String cause) implements PostgresOccurrence {
    @Override
    public String metric() {
      return "penstock.postgres.migration.failures";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "database " + database + " cannot be migrated: " + cause;
    }
  }

  /** A group was rolled back and its commands run one by one. */
  record GroupSplit(String database, int commands, String cause) implements PostgresOccurrence {
    @Override
    public String metric() {
      return "penstock.postgres.group.splits";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "a group of "
          + commands
          + " "
          + database
          + " commands failed and runs one by one: "
          + cause;
    }
  }
}
