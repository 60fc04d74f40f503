package io.penstock.platform.deadletters;

import io.penstock.platform.deadletters.DeadLettersOccurrence.DecisionForgotten;
import io.penstock.platform.http.ProblemDescriptions;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import io.swagger.v3.oas.models.Operation;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators need to deal with dead letters. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WEB)
@EnableConfigurationProperties(DeadLettersProperties.class)
class DeadLettersWiring {

  /**
   * What every operation can answer: while letters cannot be read, and to who shows no key or a
   * wrong one.
   */
  private static final List<LetterProblem> OF_ALL =
      List.of(
          LetterProblem.OVERLOADED,
          LetterProblem.NOT_READY,
          LetterProblem.LETTERS_UNAVAILABLE,
          LetterProblem.KEY_MISSING,
          LetterProblem.KEY_WRONG,
          LetterProblem.TOO_MANY_ATTEMPTS,
          LetterProblem.KEY_NOT_SET);

  @Bean
  Decisions deadLetterDecisions(DeadLettersProperties properties, Telemetry telemetry) {
    return new Decisions(properties.decisions(), () -> telemetry.report(new DecisionForgotten()));
  }

  @Bean
  DecisionsFlow deadLetterDecisionsFlow(Streams streams, Decisions decisions, Telemetry telemetry) {
    return new DecisionsFlow(streams, decisions, telemetry);
  }

  @Bean
  Letters letters(
      Declarations declarations,
      Streams streams,
      Decisions decisions,
      DeadLettersProperties properties) {
    return new Letters(declarations, streams, decisions, properties);
  }

  @Bean
  Desk deadLettersDesk(
      Letters letters,
      Decisions decisions,
      Streams streams,
      Declarations declarations,
      ObjectProvider<FlowCheck> checks,
      ObjectProvider<ReplayTarget> targets,
      DeadLettersProperties properties,
      Clock clock,
      Telemetry telemetry) {
    return new Desk(
        letters,
        decisions,
        streams,
        declarations,
        checks.orderedStream().toList(),
        targets.orderedStream().toList(),
        properties,
        clock,
        telemetry);
  }

  @Bean
  DeadLettersRunner deadLettersRunner(
      DecisionsFlow flow, Decisions decisions, Letters letters, Telemetry telemetry) {
    return new DeadLettersRunner(flow, decisions, letters, telemetry);
  }

  @Bean
  DeadLettersPageFilter deadLettersPageFilter() {
    return new DeadLettersPageFilter();
  }

  /** Each operation tells the codes that it says it answers, and those that all can. */
  @Bean
  OperationCustomizer deadLetterProblems() {
    return (operation, method) -> {
      LetterProblem.Answers answers = method.getMethodAnnotation(LetterProblem.Answers.class);
      if (answers != null) {
        Stream.concat(Stream.of(answers.value()), OF_ALL.stream())
            .forEach(problem -> add(operation, problem));
      }
      return operation;
    };
  }

  private static void add(Operation operation, LetterProblem problem) {
    ProblemDescriptions.add(operation, problem.status(), problem.code(), problem.meaning());
  }
}
