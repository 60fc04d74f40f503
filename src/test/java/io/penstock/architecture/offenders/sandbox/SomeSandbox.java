package io.penstock.architecture.offenders.sandbox;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeSandbox {}
