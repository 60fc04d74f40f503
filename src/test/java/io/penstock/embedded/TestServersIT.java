package io.penstock.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.TestServers;
import java.net.Socket;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TestServersIT {

  @Test
  void databaseIsEmptyDurableAndReadyForChangeCapture() throws Exception {
    TestServers.Database database = TestServers.freshDatabase();
    try (var connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.username(), database.password());
        var statement = connection.createStatement()) {
      try (var rows =
          statement.executeQuery(
              """
              SELECT current_setting('server_version_num')::int / 10000, current_setting('fsync'),
                     current_setting('synchronous_commit'), current_setting('wal_level'),
                     (SELECT count(*) FROM pg_tables WHERE schemaname = 'public')\
              """)) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(18);
        assertThat(rows.getString(2)).isEqualTo("on");
        assertThat(rows.getString(3)).isEqualTo("on");
        assertThat(rows.getString(4)).isEqualTo("logical");
        assertThat(rows.getInt(5)).isZero();
      }
      statement.execute("CREATE TABLE owned (id bigint)");
    }
  }

  @Test
  void brokerMakesOnlyTheTopicsItIsToldTo() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
      admin.createTopics(List.of(new NewTopic("test.servers.v1", 3, (short) 1))).all().get();
      assertThat(
              admin
                  .describeTopics(List.of("test.servers.v1"))
                  .allTopicNames()
                  .get()
                  .get("test.servers.v1"))
          .satisfies(topic -> assertThat(topic.partitions()).hasSize(3));
      assertThat(admin.listTopics().names().get()).contains("test.servers.v1");
    }
  }

  @Test
  void cacheAnswers() throws Exception {
    TestServers.Redis redis = TestServers.redis();
    try (var socket = new Socket(redis.host(), redis.port())) {
      socket.getOutputStream().write("SET a 1\r\nGET a\r\n".getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
          .isEqualTo("+OK\r\n$1\r\n1\r\n");
    }
  }
}
