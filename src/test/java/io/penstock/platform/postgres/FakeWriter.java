package io.penstock.platform.postgres;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Waits before each commit until it is told; refuses groups with a poison. */
final class FakeWriter {

  private final List<List<String>> groups = new ArrayList<>();
  private final List<String> stored = new ArrayList<>();
  private final List<Sinks.Empty<Void>> waiting = new ArrayList<>();
  private boolean commitsAtOnce;
  boolean forgetsAnswers;

  Mono<List<String>> write(List<String> commands) {
    groups.add(commands);
    Sinks.Empty<Void> commit = Sinks.empty();
    if (commitsAtOnce) {
      commit.tryEmitEmpty().orThrow();
    } else {
      waiting.add(commit);
    }
    return commit.asMono().then(Mono.fromCallable(() -> store(commands)));
  }

  private List<String> store(List<String> commands) {
    if (commands.contains("poison")) {
      throw new PoisonException();
    }
    stored.addAll(commands);
    return forgetsAnswers
        ? List.of()
        : commands.stream().map(command -> "stored " + command).toList();
  }

  List<List<String>> groups() {
    return groups;
  }

  List<String> stored() {
    return stored;
  }

  void commit() {
    waiting.removeFirst().tryEmitEmpty().orThrow();
  }

  void fail(Throwable error) {
    waiting.removeFirst().tryEmitError(error).orThrow();
  }

  void commitAllThatCome() {
    commitsAtOnce = true;
    while (!waiting.isEmpty()) {
      commit();
    }
  }

  static final class PoisonException extends RuntimeException {
    static final long serialVersionUID = 1L;
  }
}
