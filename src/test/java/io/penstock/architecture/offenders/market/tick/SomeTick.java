package io.penstock.architecture.offenders.market.tick;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeTick {}
