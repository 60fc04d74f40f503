package io.penstock.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Starts the embedded servers while the application's beans are being declared, and has them ready
 * before the first bean is made. They are the first thing of the context to come and the last to
 * go.
 */
class EmbeddedStart implements ApplicationContextInitializer<GenericApplicationContext> {

  @Override
  public void initialize(GenericApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    if (!environment.acceptsProfiles(Profiles.of("embedded"))) {
      return;
    }
    EmbeddedProperties properties =
        Binder.get(environment).bindOrCreate("penstock.embedded", EmbeddedProperties.class);
    int webPort = environment.getProperty("server.port", Integer.class, 8080);
    EmbeddedServers servers = EmbeddedServers.begin(properties, webPort, System.out);
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("embedded servers", settings(servers, environment)));

    DefaultListableBeanFactory beans = context.getDefaultListableBeanFactory();
    beans.registerSingleton("embeddedServers", servers);
    // Disposed of in reverse order: the first one registered goes last, after everybody who uses
    // it.
    beans.registerDisposableBean("embeddedServers", servers::close);
    // After all beans are declared, before the first is made.
    context.addBeanFactoryPostProcessor(declared -> servers.awaitReady());
    // A start that fails before its beans are declared disposes of none.
    context.addApplicationListener(
        (ApplicationListener<ApplicationFailedEvent>) failed -> servers.close());
  }

  private static Map<String, Object> settings(
      EmbeddedServers servers, ConfigurableEnvironment environment) {
    EmbeddedServers.Addresses addresses = servers.addresses();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("penstock.streams.bootstrap-servers", addresses.bootstrapServers());
    addDatabase(
        settings, "market", EmbeddedServers.MARKET, DatabaseRoles.MARKET, addresses.postgres());
    addDatabase(
        settings,
        "payments",
        EmbeddedServers.PAYMENTS,
        DatabaseRoles.PAYMENTS,
        addresses.postgres());
    settings.put("spring.data.redis.host", RedisServer.HOST);
    settings.put("spring.data.redis.port", addresses.redis());
    settings.put("penstock.sandbox.port", addresses.sandbox());
    settings.put("penstock.sandbox.cards.port", addresses.cards());
    settings.put(
        "penstock.sandbox.cards.books",
        servers.dataDirectory().resolve("sandbox-cards").resolve("books.jsonl").toString());
    if (environment.getProperty(OperatorKeyFile.SETTING, "").isEmpty()
        && environment.getProperty(OperatorKeyFile.FILE_SETTING, "").isEmpty()) {
      settings.put(
          OperatorKeyFile.FILE_SETTING, OperatorKeyFile.in(servers.dataDirectory()).toString());
    }
    if (environment.getProperty(SealingKeysFile.SETTING, "").isEmpty()) {
      settings.put(SealingKeysFile.SETTING, SealingKeysFile.in(servers.dataDirectory()).toString());
    }
    return settings;
  }

  private static void addDatabase(
      Map<String, Object> settings, String name, String database, DatabaseRoles roles, int port) {
    String prefix = "penstock.postgres." + name + ".";
    settings.put(prefix + "host", PostgresServer.HOST);
    settings.put(prefix + "port", port);
    settings.put(prefix + "database", database);
    roles.settings().forEach((key, value) -> settings.put(prefix + key, value));
  }
}
