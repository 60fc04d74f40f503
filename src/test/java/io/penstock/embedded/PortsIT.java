package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.TestServers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsIT {

  @TempDir Path directory;

  @Test
  void takesPortThatIsSet() throws Exception {
    int port = TestServers.freePort();
    Ports ports = ports();
    assertThat(ports.choose("Redis", "redis-port", port)).isEqualTo(port);
    ports.settle();
    assertThat(directory.resolve("ports.properties")).doesNotExist();
  }

  @Test
  void zeroTakesFreePortAndKeepsIt() throws Exception {
    Ports first = ports();
    int port = first.choose("Redis", "redis-port", 0);
    first.settle();
    assertThat(ports().choose("Redis", "redis-port", 0)).isEqualTo(port);
  }

  @Test
  void zeroTakesAnotherPortWhenItsOwnIsBusy() throws Exception {
    Ports first = ports();
    int port = first.choose("Redis", "redis-port", 0);
    first.settle();
    try (ServerSocket busy = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(ports().choose("Redis", "redis-port", 0)).isNotEqualTo(busy.getLocalPort());
    }
  }

  @Test
  void refusesWhatIsNoPort() throws Exception {
    Ports ports = ports();
    assertThatExceptionOfType(EmbeddedStartException.class)
        .isThrownBy(() -> ports.choose("the web server", "server.port", 98_080))
        .withMessage("98080 is no port, which the web server has as server.port");
  }

  @Test
  void namesEveryBusyPortWithItsSetting() throws Exception {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = ports();
      ports.choose("Redis", "redis-port", one.getLocalPort());
      ports.choose("Kafka", "kafka-port", two.getLocalPort());
      assertThatExceptionOfType(EmbeddedStartException.class)
          .isThrownBy(ports::settle)
          .withMessage(
              "port %d of Redis (redis-port), port %d of Kafka (kafka-port) are in use by another program"
                  .formatted(one.getLocalPort(), two.getLocalPort()));
    }
  }

  private Ports ports() throws Exception {
    return new Ports(directory.resolve("ports.properties"));
  }
}
