package io.penstock.platform.roles;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Compares a bean's roles with {@code penstock.roles}; without the setting every role runs. */
class OnRoleCondition implements Condition {

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    List<Role> wanted =
        Arrays.asList(
            metadata
                .getAnnotations()
                .get(ConditionalOnRole.class)
                .getEnumArray("value", Role.class));
    Set<Role> running =
        Binder.get(context.getEnvironment())
            .bind("penstock.roles", Bindable.setOf(Role.class))
            .orElseGet(() -> EnumSet.allOf(Role.class));
    return wanted.stream().anyMatch(running::contains);
  }
}
