package io.penstock.platform.streams;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.TopicDeclaration.Cleanup;
import io.penstock.platform.streams.TopicDeclaration.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads {@code streams/*.yaml}, strictly: what is not understood stops the start.
 *
 * <p>The files are those of the jar. A deployment that needs other partitions or retentions puts a
 * whole file of the same name into a directory {@code streams} beside the process, as Boot does
 * with {@code config}.
 */
final class DeclarationFiles {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private DeclarationFiles() {}

  /**
   * Reads all files; blocks.
   *
   * @throws DeclarationException for the first mistake found
   */
  static Declarations read() {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    new TreeMap<>(resources("classpath*:streams/*.yaml")).forEach(texts::put);
    new TreeMap<>(resources("file:streams/*.yaml")).forEach(texts::put);
    return parse(texts);
  }

  /**
   * @param texts of the files by name, such as {@code market.yaml}
   * @throws DeclarationException for the first mistake found
   */
  static Declarations parse(SequencedMap<String, String> texts) {
    SequencedMap<String, TopicDeclaration> topics = new LinkedHashMap<>();
    SequencedMap<String, FlowDeclaration> flows = new LinkedHashMap<>();
    texts.forEach((file, text) -> {
      DeclarationSection root = new DeclarationSection("streams/" + file, tree(file, text));
      each(root, "topics", topics, DeclarationFiles::topic);
      each(root, "flows", flows, DeclarationFiles::flow);
      root.refuseOthers();
    });
    if (topics.isEmpty()) {
      throw new DeclarationException(
          "There is no streams/*.yaml that declares a topic: put the files back.");
    }
    return new Declarations(topics, flows);
  }

  /** Texts of all schemas of topics by file; blocks. */
  static SchemaFiles schemas() {
    return new SchemaFiles(schemas("*.proto"), schemas("*.json"));
  }

  private static SequencedMap<String, String> schemas(String files) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    texts.putAll(resources("classpath*:streams/schemas/" + files));
    texts.putAll(resources("file:streams/schemas/" + files));
    return texts;
  }

  private static TopicDeclaration topic(String name, DeclarationSection section) {
    return new TopicDeclaration(
        name,
        section.text("about"),
        section.text("key"),
        section.number("partitions"),
        section.durationOrForever("retention"),
        section.word("cleanup", Cleanup.class),
        section.word("compression", Compression.class),
        section.duration("linger"),
        section.text("schema"));
  }

  private static FlowDeclaration flow(String name, DeclarationSection section) {
    return new FlowDeclaration(
        name,
        section.text("about"),
        section.texts("from"),
        section.has("to") ? section.texts("to") : List.of(),
        section.text("handler"),
        section.has("group") ? work(section) : null);
  }

  private static FlowDeclaration.Work work(DeclarationSection section) {
    DeclarationSection retry = section.section("retry");
    FlowDeclaration.Work work =
        new FlowDeclaration.Work(
            section.text("group"),
            section.number("parallelism"),
            section.number("batch"),
            section.number("in_flight"),
            retry.number("attempts"),
            new Backoff(retry.duration("first_pause"), retry.duration("longest_pause")),
            section.text("dead_letter"));
    retry.refuseOthers();
    return work;
  }

  private static <T> void each(
      DeclarationSection root, String kind, Map<String, T> found, Reader<T> reader) {
    for (DeclarationSection section :
        root.has(kind) ? root.sections(kind) : List.<DeclarationSection>of()) {
      try {
        if (found.put(section.name(), reader.read(section.name(), section)) != null) {
          throw section.mistake("is declared twice: remove one");
        }
      } catch (IllegalArgumentException mistake) {
        throw section.mistake(String.valueOf(mistake.getMessage()));
      }
      section.refuseOthers();
    }
  }

  private static JsonNode tree(String file, String text) {
    try {
      return YAML.readTree(text);
    } catch (JacksonException mistake) {
      throw new DeclarationException(
          "streams/"
              + file
              + " line "
              + mistake.getLocation().getLineNr()
              + " is not proper YAML: "
              + mistake.getOriginalMessage().lines().findFirst().orElse("mend it")
              + ".");
    }
  }

  private static Map<String, String> resources(String pattern) {
    Map<String, String> texts = new TreeMap<>();
    try {
      for (Resource resource : new PathMatchingResourcePatternResolver().getResources(pattern)) {
        texts.put(
            String.valueOf(resource.getFilename()),
            resource.getContentAsString(StandardCharsets.UTF_8));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return texts;
  }

  private interface Reader<T> {
    T read(String name, DeclarationSection section);
  }
}
