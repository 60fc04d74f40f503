package io.penstock.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;

/**
 * What runs where in the embedded start, by section; the ready screen and {@code GET /sandbox/info}
 * show the same.
 */
final class SandboxInfo {

  private static final List<String> VENUES = List.of("coinbase", "binance", "kraken");

  private final EmbeddedServers servers;
  private final Environment environment;
  private final ObjectProvider<SandboxInfoContributor> contributors;
  private final String operatorKey;

  SandboxInfo(
      EmbeddedServers servers,
      Environment environment,
      ObjectProvider<SandboxInfoContributor> contributors) {
    this.servers = servers;
    this.environment = environment;
    this.contributors = contributors;
    this.operatorKey = operatorKey(servers, environment);
  }

  /** Entries by section, in the order to show them. */
  Map<String, Map<String, String>> sections() {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    String web = "http://localhost:" + environment.getProperty("local.server.port");
    add(sections, "pages", "start", web + "/");
    add(sections, "pages", "dead_letters", web + "/dead-letters");
    add(sections, "apis", "api docs", web + "/swagger-ui.html");
    add(sections, "apis", "health", web + "/actuator/health/readiness");
    add(sections, "apis", "metrics", web + "/actuator/prometheus");
    add(sections, "apis", "asyncapi", web + "/asyncapi");
    add(sections, "apis", "sandbox_info", web + "/sandbox/info");
    EmbeddedServers.Addresses ports = servers.addresses();
    add(sections, "servers", "postgres", ports.marketUrl());
    add(sections, "servers", "postgres_payments", ports.paymentsUrl());
    add(sections, "servers", "kafka", ports.bootstrapServers());
    add(sections, "servers", "redis", ports.redisUrl());
    for (String venue : VENUES) {
      addSetting(
          sections, "sandbox", venue + "_websocket", "penstock.feeds." + venue + ".websocket-url");
      addSetting(sections, "sandbox", venue + "_rest", "penstock.feeds." + venue + ".rest-url");
    }
    add(sections, "sandbox", "card_network", "iso8583://127.0.0.1:" + ports.cards());
    String switches = "http://127.0.0.1:" + ports.sandbox() + "/sandbox/cards/";
    add(sections, "sandbox", "card_books", switches + "books");
    add(sections, "sandbox", "card_tests", switches + "tests");
    contributors
        .orderedStream()
        .forEach(more ->
            more.entries().forEach((name, value) -> add(sections, more.section(), name, value)));
    add(sections, "operator", "key", operatorKey);
    add(sections, "data", "directory", servers.dataDirectory().toString());
    return sections;
  }

  /** Itself only where nobody but this machine's people can ask; a given one never. */
  private static String operatorKey(EmbeddedServers servers, Environment environment) {
    String file = environment.getProperty(OperatorKeyFile.FILE_SETTING, "");
    Path ours = servers.dataDirectory().resolve(OperatorKeyFile.NAME);
    if (file.isEmpty()) {
      return "as it was given";
    }
    String address = environment.getProperty("server.address", "0.0.0.0");
    return ours.toString().equals(file) && ReadyScreen.isLoopback(address)
        ? OperatorKeyFile.read(ours)
        : "in the file " + file;
  }

  private void addSetting(
      Map<String, Map<String, String>> sections, String section, String name, String setting) {
    String value = environment.getProperty(setting);
    if (value != null) {
      add(sections, section, name, value);
    }
  }

  private static void add(
      Map<String, Map<String, String>> sections, String section, String name, String value) {
    sections.computeIfAbsent(section, absent -> new LinkedHashMap<>()).put(name, value);
  }
}
