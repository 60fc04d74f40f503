package io.penstock.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Function;
import java.util.stream.Stream;

/** Conditions from plain functions. */
final class Conditions {

  private Conditions() {}

  /**
   * @param offences of a class, each as a sentence; none: it is fine
   */
  static ArchCondition<JavaClass> have(
      String description, Function<JavaClass, Stream<String>> offences) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        offences
            .apply(item)
            .map(offence -> SimpleConditionEvent.violated(item, item.getName() + " " + offence))
            .forEach(events::add);
      }
    };
  }

  /** The top-level class around a nested one. */
  static JavaClass outermost(JavaClass item) {
    return item.getEnclosingClass().map(Conditions::outermost).orElse(item);
  }

  /** Of the outermost class: nested classes share its layer. */
  static boolean hasSuffix(JavaClass item, String... suffixes) {
    String name = outermost(item).getSimpleName();
    return Stream.of(suffixes).anyMatch(name::endsWith);
  }
}
