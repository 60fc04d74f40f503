package io.penstock.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * A house rule.
 *
 * @param name as a sentence
 * @param rule holds in Penstock
 * @param offenders simple names of the planted classes that it must catch, each of them; at least
 *     one
 */
record Rule(String name, ArchRule rule, List<String> offenders) {

  Rule {
    if (offenders.isEmpty()) {
      throw new IllegalArgumentException(name + " has no planted offender");
    }
  }

  static Rule of(String name, ArchRule rule, String... offenders) {
    return new Rule(name, rule, List.of(offenders));
  }

  @Override
  public String toString() {
    return name;
  }
}
