package io.penstock.platform.streams;

import io.penstock.platform.telemetry.DependencyHealth;
import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

/** Streams and dead letters; the start fails on a mistake in the files. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamsProperties.class)
class StreamsWiring {

  private static final String FLOW_CLASSES = "classpath*:io/penstock/**/*Flow.class";

  @Bean
  Declarations declarations() throws IOException {
    Declarations declarations = Declarations.read();
    declarations.checkHandlers(name -> ClassUtils.isPresent(name, null), flowClasses());
    return declarations;
  }

  @Bean
  ReactorKafkaStreams streams(
      Declarations declarations,
      StreamsProperties properties,
      Telemetry telemetry,
      RandomGenerator random) {
    return new ReactorKafkaStreams(declarations, properties, telemetry, random);
  }

  @Bean
  DeadLetters deadLetters(ReactorKafkaStreams streams) {
    return streams.deadLetters();
  }

  @Bean
  StreamsRunner streamsRunner(ReactorKafkaStreams streams, StreamsProperties properties) {
    return new StreamsRunner(streams, properties);
  }

  /** Asks for the first topic declared, which the start has made. */
  @Bean
  DependencyHealth kafkaHealthIndicator(ReactorKafkaStreams streams, Declarations declarations) {
    return DependencyHealth.needed(
        () -> streams.describe(declarations.topics().firstEntry().getKey()));
  }

  /** By file name only; no class is loaded. */
  static Set<String> flowClasses() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Resource resource : new PathMatchingResourcePatternResolver().getResources(FLOW_CLASSES)) {
      String path = resource.getURL().getPath();
      String name =
          path.substring(path.lastIndexOf("io/penstock/"), path.length() - ".class".length());
      names.add(name.replace('/', '.'));
    }
    return names;
  }
}
