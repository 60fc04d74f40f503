package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

/** Holds the files of {@code streams/}, the classes, the schemas and the picture together. */
class StreamsTest {

  private static final Path DIRECTORY = Path.of("streams");
  private static final String PICTURE_BEGINS = "```mermaid\n";
  private static final String PICTURE_ENDS = "```\n";

  private final Declarations declarations = DeclarationFiles.read();

  @Test
  void everyFlowHasItsClassAndEveryFlowClassItsFlow() throws IOException {
    declarations.checkHandlers(
        name -> ClassUtils.isPresent(name, null), StreamsWiring.flowClasses());
  }

  @Test
  void everySchemaIsThere() {
    assertThat(declarations.topics().values())
        .filteredOn(topic -> !topic.schema().equals(TopicDeclaration.AS_IT_CAME))
        .isNotEmpty()
        .allSatisfy(topic -> assertThat(DIRECTORY.resolve(topic.schema())).isRegularFile());
  }

  @Test
  void theJarCarriesEveryFile() throws IOException {
    try (var files = Files.list(DIRECTORY)) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
          .allSatisfy(file ->
              assertThat(getClass().getResource("/streams/" + file.getFileName())).isNotNull());
    }
  }

  @Test
  void thePictureInTheReadmeIsThatOfTheFiles() throws IOException {
    String readme = Files.readString(DIRECTORY.resolve("README.md"));
    int begin = readme.indexOf(PICTURE_BEGINS) + PICTURE_BEGINS.length();
    String shown = readme.substring(begin, readme.indexOf(PICTURE_ENDS, begin));
    assertThat(shown).as("put this picture into streams/README.md").isEqualTo(picture());
  }

  /** Topics are round, flows are boxes; a dotted line leads to dead letters. */
  private String picture() {
    String topics =
        declarations.topics().keySet().stream()
            .map(topic -> "  %s([%s])%n".formatted(id(topic), topic))
            .collect(Collectors.joining());
    return "flowchart LR\n"
        + topics
        + declarations.flows().values().stream()
            .map(StreamsTest::drawn)
            .collect(Collectors.joining());
  }

  private static String drawn(FlowDeclaration flow) {
    StringBuilder drawn = new StringBuilder("  %s[%s]%n".formatted(id(flow.name()), flow.name()));
    flow.from()
        .forEach(topic -> drawn.append("  %s --> %s%n".formatted(id(topic), id(flow.name()))));
    flow.to().forEach(topic -> drawn.append("  %s --> %s%n".formatted(id(flow.name()), id(topic))));
    if (flow.work() != null) {
      drawn.append("  %s -.-> %s%n".formatted(id(flow.name()), id(flow.work().deadLetter())));
    }
    return drawn.toString();
  }

  private static String id(String name) {
    return name.replaceAll("[.-]", "_");
  }
}
