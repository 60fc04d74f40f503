package io.penstock.market.fanout;

import io.penstock.market.instruments.Instruments;
import io.penstock.market.prices.Prices;
import io.penstock.platform.http.ProblemDescriptions;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import java.time.Clock;
import java.util.Arrays;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the reads of prices need, and how they describe themselves. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.FANOUT)
class ReadsWiring {

  @Bean
  KnownPrices knownPrices(
      Board board,
      Prices prices,
      Instruments instruments,
      FanoutProperties properties,
      Clock clock) {
    return new KnownPrices(board, prices, instruments, properties, clock);
  }

  /** Each operation tells the codes that it says it answers. */
  @Bean
  OperationCustomizer readProblems() {
    return (operation, method) -> {
      ReadProblem.Answers answers = method.getMethodAnnotation(ReadProblem.Answers.class);
      if (answers != null) {
        Arrays.stream(answers.value())
            .forEach(problem ->
                ProblemDescriptions.add(
                    operation, problem.status(), problem.code(), problem.meaning()));
      }
      return operation;
    };
  }
}
