package io.penstock.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.penstock.architecture.Conditions.hasSuffix;
import static io.penstock.architecture.Conditions.have;
import static io.penstock.architecture.Conditions.outermost;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;

/** What never stands in reactive code. */
final class ReactiveRules {

  /** Calls that are never made, by the type they are made on. */
  private static final List<Banned> BLOCKING =
      List.of(
          new Banned(
              "reactor.core.publisher.Mono", Set.of("block", "blockOptional"), Parameters.ANY),
          new Banned(
              "reactor.core.publisher.Flux",
              Set.of("blockFirst", "blockLast", "toIterable", "toStream"),
              Parameters.ANY),
          new Banned("java.lang.Thread", Set.of("sleep"), Parameters.ANY),
          new Banned("java.util.concurrent.TimeUnit", Set.of("sleep"), Parameters.ANY),
          new Banned(
              "java.util.concurrent.CompletableFuture", Set.of("get", "join"), Parameters.ANY),
          new Banned("java.util.concurrent.CountDownLatch", Set.of("await"), Parameters.ANY));

  private static final List<Banned> SWALLOWING =
      List.of(
          new Banned("reactor.core.publisher.Flux", Set.of("onErrorContinue"), Parameters.ANY),
          new Banned("reactor.core.publisher.Mono", Set.of("onErrorContinue"), Parameters.ANY));

  private static final List<Banned> UNBOUNDED =
      List.of(
          new Banned(
              "reactor.core.publisher.Flux", Set.of("onBackpressureBuffer"), Parameters.NONE),
          new Banned(
              "reactor.core.publisher.Sinks$UnicastSpec",
              Set.of("onBackpressureBuffer"),
              Parameters.NONE),
          new Banned(
              "reactor.core.publisher.Sinks$MulticastReplaySpec", Set.of("all"), Parameters.NONE),
          new Banned(
              "reactor.util.concurrent.Queues",
              Set.of("unbounded", "unboundedMultiproducer"),
              Parameters.ANY),
          new Banned(
              "reactor.core.scheduler.Schedulers", Set.of("elastic", "newElastic"), Parameters.ANY),
          new Banned(
              "java.util.concurrent.Executors",
              Set.of("newCachedThreadPool", "newSingleThreadExecutor", "newFixedThreadPool"),
              Parameters.ANY),
          new Banned("java.util.concurrent.LinkedBlockingQueue", Set.of("<init>"), Parameters.NONE),
          new Banned(
              "java.util.concurrent.LinkedBlockingDeque", Set.of("<init>"), Parameters.NONE));

  /** Whose concurrency has to be written: the default of 256 is nobody's decision. */
  private static final List<Banned> UNWRITTEN =
      List.of(
          new Banned(
              "reactor.core.publisher.Flux",
              Set.of("flatMap", "flatMapSequential"),
              Parameters.ONE));

  /**
   * Threads of their own, which may wait: servers are started before there is anything to hold up.
   */
  private static final List<String> MAY_BLOCK = List.of("embedded");

  private final String base;

  ReactiveRules(String base) {
    this.base = base;
  }

  List<Rule> all() {
    return List.of(
        Rule.of(
            "onlyRunnersSubscribe",
            classes()
                .that(describe("are not runners", item -> !hasSuffix(item, "Runner")))
                .should(have("not subscribe", ReactiveRules::subscriptions)),
            "BareSubscriber",
            "SubscriberByReference"),
        Rule.of(
            "nothingBlocks",
            classes()
                .that(describe("are reactive", this::isReactive))
                .should(have("not block", item -> calls(item, BLOCKING))),
            "BlocksOnMono",
            "IteratesFlux",
            "SleepsABit",
            "JoinsAFuture"),
        Rule.of(
            "noErrorIsSwallowed",
            classes().should(have("not swallow errors", item -> calls(item, SWALLOWING))),
            "ContinuesOnError"),
        Rule.of(
            "everyBufferHasASize",
            classes()
                .should(have("bound their buffers and threads", item -> calls(item, UNBOUNDED))),
            "BuffersForEver",
            "ThreadsForEver"),
        Rule.of(
            "concurrencyIsWritten",
            classes()
                .should(have("write the concurrency of flatMap", item -> calls(item, UNWRITTEN))),
            "FlatMapsUnwritten"));
  }

  /** An operator, itself a publisher, subscribes to its source: that starts no life of its own. */
  private static Stream<String> subscriptions(JavaClass item) {
    return accesses(item)
        .filter(access -> access.getTarget().getName().equals("subscribe"))
        .filter(access -> access.getTargetOwner().isAssignableTo(Publisher.class))
        .filter(access -> !isOperator(item))
        .map(access -> "subscribes at line " + access.getLineNumber());
  }

  private static boolean isOperator(JavaClass item) {
    return outermost(item).isAssignableTo(Publisher.class)
        || item.isAssignableTo(Publisher.class)
        || item.getEnclosingClass()
            .filter(around -> around.isAssignableTo(Publisher.class))
            .isPresent();
  }

  private boolean isReactive(JavaClass item) {
    String name = item.getPackageName() + ".";
    return MAY_BLOCK.stream().noneMatch(module -> name.startsWith(base + "." + module + "."));
  }

  private static Stream<String> calls(JavaClass item, List<Banned> banned) {
    return accesses(item)
        .filter(access -> banned.stream().anyMatch(ban -> ban.matches(access)))
        .map(access ->
            "calls " + access.getTarget().getFullName() + " at line " + access.getLineNumber());
  }

  /** Calls and method references; those in lambdas belong to the class around them. */
  private static Stream<JavaAccess<?>> accesses(JavaClass item) {
    return item.getAccessesFromSelf().stream()
        .filter(access -> access.getTarget() instanceof CodeUnitAccessTarget);
  }

  private enum Parameters {
    NONE,
    ONE,
    ANY
  }

  private record Banned(String type, Set<String> methods, Parameters parameters) {

    boolean matches(JavaAccess<?> access) {
      CodeUnitAccessTarget target = (CodeUnitAccessTarget) access.getTarget();
      int count = target.getRawParameterTypes().size();
      return methods.contains(target.getName())
          && target.getOwner().isAssignableTo(type)
          && switch (parameters) {
            case NONE -> count == 0;
            case ONE -> count == 1;
            case ANY -> true;
          };
    }
  }
}
