package io.penstock.payments.networks.iso8583;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.penstock.payments.networks.NetworkAdapter;
import io.penstock.payments.vault.CardVault;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** Adds every network that is set under {@code penstock.networks.iso8583}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({Role.CARDS, Role.PAYMENTS})
@EnableConfigurationProperties(Iso8583Properties.class)
class Iso8583Wiring {

  /** All of them, as one bean. */
  record Iso8583Networks(List<Iso8583Network> networks) implements NetworkAdapter {}

  @Bean
  Iso8583Networks iso8583Networks(
      Iso8583Properties properties,
      ObjectProvider<CardVault> vault,
      ObjectProvider<SslBundles> bundles,
      Guards guards,
      Clock clock,
      RandomGenerator random,
      Telemetry telemetry) {
    IsoTools tools = new IsoTools(clock, Schedulers.parallel(), random, telemetry);
    return new Iso8583Networks(
        properties.iso8583().entrySet().stream()
            .map(network ->
                new Iso8583Network(
                    network.getKey(),
                    network.getValue(),
                    tls(network.getValue().sslBundle(), bundles),
                    token -> vault.getObject().open(token),
                    guards.named("network-" + network.getKey()),
                    tools))
            .toList());
  }

  @Bean
  Iso8583Runner iso8583Runner(Iso8583Networks networks, Telemetry telemetry) {
    return new Iso8583Runner(networks.networks(), telemetry);
  }

  private static @Nullable SslContext tls(
      @Nullable String bundle, ObjectProvider<SslBundles> bundles) {
    return bundle == null || bundle.isEmpty() ? null : tls(bundles.getObject().getBundle(bundle));
  }

  /** With our own certificate, as far as the bundle has one. */
  static SslContext tls(SslBundle bundle) {
    try {
      return SslContextBuilder.forClient()
          .keyManager(bundle.getManagers().getKeyManagerFactory())
          .trustManager(bundle.getManagers().getTrustManagerFactory())
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("the SSL bundle of a card network cannot be used", e);
    }
  }
}
