package io.penstock.architecture.offenders.market.feed.kraken;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeKraken {}
