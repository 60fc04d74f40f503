package io.penstock.architecture.offenders.market.book;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeBook {}
