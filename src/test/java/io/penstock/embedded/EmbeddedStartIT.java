package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The application as a process of its own, started, killed and stopped; each start may take a busy
 * machine a minute.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EmbeddedStartIT {

  private static final String TOPIC = "embedded.start.v1";

  @TempDir Path directory;

  @Test
  void keepsDataOverKillTakesServersOverAndLeavesNothingRunningWhenStopped() throws Exception {
    JsonNode servers;
    String operatorKey;
    JsonNode demoMerchant;
    List<ProcessHandle> leftOver;
    try (PenstockProcess first = PenstockProcess.start(directory).awaitReady()) {
      servers = info(first).path("servers");
      assertThat(info(first).path("data").path("directory").stringValue())
          .isEqualTo(directory.resolve("data").toString());
      operatorKey = info(first).path("operator").path("key").stringValue();
      assertThat(operatorKey).hasSizeGreaterThan(30);
      assertThat(first.output()).contains(operatorKey);
      demoMerchant = info(first).path("demo_merchant");
      assertThat(demoMerchant.path("publishable_key").stringValue()).startsWith("pk_test_");
      assertThat(first.output()).contains(demoMerchant.path("secret_key").stringValue());
      assertThat(lettersAnswer(first, "")).isEqualTo(401);
      assertThat(lettersAnswer(first, operatorKey)).isEqualTo(200);
      writeEverywhere(servers);
      first.kill();
      leftOver = List.of(postgres(), redis());
      assertThat(leftOver).allMatch(ProcessHandle::isAlive);
    }

    try (PenstockProcess second = PenstockProcess.start(directory).awaitReady()) {
      assertThat(second.output()).contains("did not stop by itself; what it left is taken over");
      assertThat(info(second).path("servers")).isEqualTo(servers);
      assertThat(info(second).path("operator").path("key").stringValue()).isEqualTo(operatorKey);
      assertThat(info(second).path("demo_merchant")).isEqualTo(demoMerchant);
      assertThat(postgres()).isNotEqualTo(leftOver.getFirst());
      assertThat(redis()).isNotEqualTo(leftOver.getLast());
      assertEverythingKept(servers);

      List<ProcessHandle> running = List.of(postgres(), redis());
      second.terminate();
      assertThat(second.endsWithin(10)).isTrue();
      assertThat(running).noneMatch(EmbeddedStartIT::runs);
      assertThat(second.output()).doesNotContain("\tat ");
      assertThat(directory.resolve("data/lock")).isEmptyFile();
    }
  }

  @Test
  void tellsBusyPortOnOneLineAndFails() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PenstockProcess refused =
            PenstockProcess.start(
                directory,
                Map.of("penstock.embedded.redis-port", Integer.toString(busy.getLocalPort())))) {
      assertThat(refused.endsWithin(60)).isTrue();
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output().lines().filter(line -> line.startsWith("Penstock cannot start")))
          .containsExactly(
              ("Penstock cannot start: port %d of Redis (penstock.embedded.redis-port) is in use by"
                      + " another program. Stop that program, set another port (0 takes a free one),"
                      + " or move all with --penstock.embedded.copy=2.")
                  .formatted(busy.getLocalPort()));
      assertThat(refused.output()).doesNotContain("\tat ");
    }
  }

  private static JsonNode info(PenstockProcess process) throws Exception {
    Matcher address =
        Pattern.compile("http://localhost:[0-9]+/sandbox/info").matcher(process.output());
    assertThat(address.find()).isTrue();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(address.group())).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body());
    }
  }

  private static int lettersAnswer(PenstockProcess process, String key) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(process.url("/operator/dead-letters")));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static void writeEverywhere(JsonNode servers) throws Exception {
    try (Connection connection = connect(servers);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
    }
    Map<String, Object> kafka = Map.of("bootstrap.servers", servers.path("kafka").stringValue());
    try (Admin admin = Admin.create(kafka);
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      producer.send(new ProducerRecord<>(TOPIC, "kept")).get();
    }
    LettuceConnectionFactory redis = redis(servers);
    new StringRedisTemplate(redis).opsForValue().set("kept", "42");
    redis.destroy();
  }

  private static void assertEverythingKept(JsonNode servers) throws Exception {
    try (Connection connection = connect(servers);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT answer FROM kept")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.path("kafka").stringValue()))) {
      assertThat(
              admin
                  .listOffsets(Map.of(partition, OffsetSpec.latest()))
                  .partitionResult(partition)
                  .get()
                  .offset())
          .isEqualTo(1);
    }
    LettuceConnectionFactory redis = redis(servers);
    assertThat(new StringRedisTemplate(redis).opsForValue().get("kept")).isEqualTo("42");
    redis.destroy();
  }

  private static Connection connect(JsonNode servers) throws Exception {
    URI url = URI.create(servers.path("postgres").stringValue());
    String[] login = url.getUserInfo().split(":");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
        login[0],
        login[1]);
  }

  private static LettuceConnectionFactory redis(JsonNode servers) {
    URI url = URI.create(servers.path("redis").stringValue());
    LettuceConnectionFactory redis = new LettuceConnectionFactory(url.getHost(), url.getPort());
    redis.afterPropertiesSet();
    redis.start();
    return redis;
  }

  private ProcessHandle postgres() throws Exception {
    return process(directory.resolve("data/postgres/data/postmaster.pid"));
  }

  private ProcessHandle redis() throws Exception {
    return process(directory.resolve("data/redis/redis.pid"));
  }

  private static ProcessHandle process(Path pidFile) throws Exception {
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()))
        .orElseThrow();
  }

  /** An ended process stays listed, without a command, until its parent takes notice. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
