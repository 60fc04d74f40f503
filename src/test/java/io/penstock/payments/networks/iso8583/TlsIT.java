package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.payments.networks.TestVault;
import io.penstock.payments.networks.iso8583.IsoPeer.Talk;
import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Lines with TLS, where each side shows the other who it is. */
class TlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  private final Sinks.Empty<Void> stop = Sinks.empty();
  private Disposable running = Disposables.disposed();

  @SuppressWarnings("NullAway.Init") // by start, in every test
  private Iso8583Network network;

  @AfterEach
  void end() {
    stop.tryEmitEmpty();
    await().atMost(PATIENCE).until(running::isDisposed);
    network.close().block(PATIENCE);
  }

  @Test
  void bothSidesShowTheirCertificates() throws Exception {
    Path ours = keys("penstock");
    Path theirs = keys("network");
    try (IsoPeer peer = new IsoPeer(listen(bundle(theirs, ours)))) {
      start(peer, bundle(ours, theirs));
      Talk talk = peer.signedOn();
      await().atMost(PATIENCE).until(() -> network.linesSignedOn() == 1);
      talk.close();
    }
  }

  @Test
  void networkThatIsNotTrustedIsNotTalkedTo() throws Exception {
    Path ours = keys("penstock");
    Path stranger = keys("stranger");
    try (IsoPeer peer = new IsoPeer(listen(bundle(stranger, ours)))) {
      start(peer, bundle(ours, ours));
      assertThatThrownBy(() -> peer.accept().next()).isInstanceOf(IOException.class);
      assertThat(network.linesSignedOn()).isZero();
    }
  }

  private void start(IsoPeer peer, SslBundle bundle) {
    Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
    Clock clock = Clock.systemUTC();
    network =
        new Iso8583Network(
            "test",
            IsoRig.settings(peer.port(), 1),
            Iso8583Wiring.tls(bundle),
            new TestVault(),
            IsoRig.guards(clock, telemetry).named("network-test"),
            new IsoTools(clock, Schedulers.parallel(), new SplittableRandom(1), telemetry));
    running = network.run(stop.asMono()).subscribe();
  }

  private static SSLServerSocket listen(SslBundle bundle) throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket)
            bundle
                .createSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    return socket;
  }

  private static SslBundle bundle(Path keys, Path trusted) {
    return SslBundle.of(
        new JksSslStoreBundle(
            JksSslStoreDetails.forLocation(keys.toString()).withPassword(PASSWORD),
            JksSslStoreDetails.forLocation(trusted.toString()).withPassword(PASSWORD)));
  }

  /** A key with a certificate that it signed itself. */
  private Path keys(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    assertThat(
            new String(
                keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .satisfies(said -> assertThat(keytool.waitFor()).as(said).isZero());
    return store;
  }
}
