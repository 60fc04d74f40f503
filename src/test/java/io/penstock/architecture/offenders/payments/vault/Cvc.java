package io.penstock.architecture.offenders.payments.vault;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class Cvc {}
