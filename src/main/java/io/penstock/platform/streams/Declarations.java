package io.penstock.platform.streams;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All topics and flows, by name, in the order of their files; every topic that a flow names is
 * declared.
 */
public record Declarations(
    SequencedMap<String, TopicDeclaration> topics, SequencedMap<String, FlowDeclaration> flows) {

  public Declarations {
    for (FlowDeclaration flow : flows.values()) {
      for (String topic : topicsOf(flow)) {
        if (!topics.containsKey(topic)) {
          throw new DeclarationException(
              "Flow "
                  + flow.name()
                  + " names topic "
                  + topic
                  + ", which no file declares: declare it below topics, or"
                  + " mend the name (declared are "
                  + words(topics.keySet())
                  + ").");
        }
      }
    }
  }

  /**
   * Those of {@code streams/*.yaml}; blocks.
   *
   * @throws DeclarationException for the first mistake found
   */
  public static Declarations read() {
    return DeclarationFiles.read();
  }

  static Declarations of(List<TopicDeclaration> topics, List<FlowDeclaration> flows) {
    SequencedMap<String, TopicDeclaration> topicsByName = new LinkedHashMap<>();
    topics.forEach(topic -> topicsByName.put(topic.name(), topic));
    SequencedMap<String, FlowDeclaration> flowsByName = new LinkedHashMap<>();
    flows.forEach(flow -> flowsByName.put(flow.name(), flow));
    return new Declarations(topicsByName, flowsByName);
  }

  /**
   * @throws IllegalArgumentException when it is not declared
   */
  public TopicDeclaration topic(String name) {
    return found("topic", name, topics);
  }

  /**
   * @throws IllegalArgumentException when it is not declared
   */
  public FlowDeclaration flow(String name) {
    return found("flow", name, flows);
  }

  /** Topics of dead letters, each once, in the order of the flows. */
  public List<TopicDeclaration> deadLetterTopics() {
    return flows.values().stream()
        .flatMap(flow -> Stream.ofNullable(flow.work()))
        .map(FlowDeclaration.Work::deadLetter)
        .distinct()
        .map(this::topic)
        .toList();
  }

  /**
   * Checks flows against code.
   *
   * @param exists whether there is a class of that name
   * @param flowClasses names of all classes that are flows by their suffix
   * @throws DeclarationException for a flow without its class, and for a class without a flow
   */
  void checkHandlers(Predicate<String> exists, Set<String> flowClasses) {
    for (FlowDeclaration flow : flows.values()) {
      if (!exists.test(flow.handler())) {
        throw new DeclarationException(
            "Flow "
                + flow.name()
                + " has handler "
                + flow.handler()
                + ", and there is no such class: write it, or mend"
                + " the name in streams/*.yaml.");
      }
    }
    Set<String> undeclared = new TreeSet<>(flowClasses);
    flows.values().forEach(flow -> undeclared.remove(flow.handler()));
    if (!undeclared.isEmpty()) {
      throw new DeclarationException(
          "No flow in streams/*.yaml has the handler "
              + words(undeclared)
              + ": declare one, or name the class without"
              + " the suffix Flow.");
    }
  }

  private static List<String> topicsOf(FlowDeclaration flow) {
    return Stream.of(
            flow.from().stream(),
            flow.to().stream(),
            Stream.ofNullable(flow.work()).map(FlowDeclaration.Work::deadLetter))
        .flatMap(names -> names)
        .toList();
  }

  private static <T> T found(String what, String name, Map<String, T> all) {
    T one = all.get(name);
    if (one == null) {
      throw new IllegalArgumentException(
          "no " + what + " " + name + " in streams/*.yaml; declared are " + words(all.keySet()));
    }
    return one;
  }

  private static String words(Set<String> names) {
    return names.stream().collect(Collectors.joining(", "));
  }
}
