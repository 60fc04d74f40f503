package io.penstock.architecture.offenders.embedded;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeEmbedded {}
