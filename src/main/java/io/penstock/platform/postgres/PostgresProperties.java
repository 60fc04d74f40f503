package io.penstock.platform.postgres;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.postgres.<database>.*}.
 *
 * @param postgres settings by the database's name, such as {@code market}
 */
@ConfigurationProperties("penstock")
public record PostgresProperties(@DefaultValue Map<String, DatabaseSettings> postgres) {

  /**
   * @throws IllegalArgumentException when nothing is set for this database
   */
  DatabaseSettings of(String database) {
    DatabaseSettings properties = postgres.get(database);
    if (properties == null) {
      throw new IllegalArgumentException("penstock.postgres." + database + " is not set");
    }
    return properties;
  }
}
