package io.penstock.architecture.offenders.market.bars;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeBarsTable {}
